//! One binary for all tests that use the library from outside.

mod reference; // every value of the golden files, computed by other programs
