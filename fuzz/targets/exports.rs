//! Any bytes read as articles with a front matter and exports of press databases as text.
#![no_main]

mod reading;

use libfuzzer_sys::fuzz_target;
use parallax::corpus::InputFormat;

fuzz_target!(|data: &[u8]| reading::read(InputFormat::Text, data));
