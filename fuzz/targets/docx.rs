//! Any bytes read as documents of word processors.
#![no_main]

mod reading;

use libfuzzer_sys::fuzz_target;
use parallax::corpus::InputFormat;

fuzz_target!(|data: &[u8]| reading::read(InputFormat::Docx, data));
