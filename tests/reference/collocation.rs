//! Answers to `collocation.json`.

use serde::Deserialize;
use serde_json::{Value, json};

use parallax::measures::Collocation;

use super::answer::{finite, number, read};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Counts {
    f_xy: u64,
    f_x: u64,
    f_y: u64,
    n: u64,
}

pub fn collocation(input: &Value) -> Value {
    let Counts { f_xy, f_x, f_y, n } = read(input);
    let pair = Collocation::new(f_xy, f_x, f_y, n).expect("two words of a text");
    json!({
        "expected": finite(pair.expected()),
        "mi_log2": number(pair.mi()),
        "mi3": number(pair.mi3()),
        "npmi": number(pair.npmi()),
        "t_score": number(pair.t_score()),
        "z_score": finite(pair.z_score()),
        "dice": finite(pair.dice()),
        "log_dice": number(pair.log_dice()),
        "g2_signed": finite(pair.g2_signed()),
        "delta_p_y_given_x": number(pair.delta_p_collocate_given_node()),
        "delta_p_x_given_y": number(pair.delta_p_node_given_collocate()),
    })
}
