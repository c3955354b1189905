//! Any bytes read as RSS and Atom.
#![no_main]

mod reading;

use libfuzzer_sys::fuzz_target;
use parallax::corpus::InputFormat;

fuzz_target!(|data: &[u8]| reading::read(InputFormat::Feed, data));
