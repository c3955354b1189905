//! Any bytes read as tables.
#![no_main]

mod reading;

use libfuzzer_sys::fuzz_target;
use parallax::corpus::InputFormat;

fuzz_target!(|data: &[u8]| reading::read(InputFormat::Csv, data));
