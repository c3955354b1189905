//! Any bytes read as PDF.
#![no_main]

mod reading;

use libfuzzer_sys::fuzz_target;
use parallax::corpus::InputFormat;

fuzz_target!(|data: &[u8]| reading::read(InputFormat::Pdf, data));
