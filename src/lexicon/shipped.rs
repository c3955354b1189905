//! The lexicons that come with the crate, inside the binary.

use super::Lexicon;
use crate::error::{Error, ErrorKind, Result, nearest};

macro_rules! files {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../corpora/lexicons/", $path)))),*]
    };
}

const CONTESTED_EVENTS: &[(&str, &str)] = files![
    "conspiracy.toml",
    "coup.toml",
    "democracy_rights.toml",
    "economic_grievance.toml",
    "foreign_interference.toml",
    "legitimacy_order.toml",
    "occupation_invasion.toml",
    "peaceful_protest.toml",
    "peacekeeping_intervention.toml",
    "repression.toml",
    "riot_violence.toml",
    "sovereignty.toml",
    "stability.toml",
    "terrorism_extremism.toml",
    "victimhood.toml",
];

const POLICY_FRAMES: &[(&str, &str)] = files![
    "policy_frames/capacity_resources.toml",
    "policy_frames/crime_punishment.toml",
    "policy_frames/cultural_identity.toml",
    "policy_frames/economic.toml",
    "policy_frames/external_regulation.toml",
    "policy_frames/fairness_equality.toml",
    "policy_frames/health_safety.toml",
    "policy_frames/legality_constitutionality.toml",
    "policy_frames/morality.toml",
    "policy_frames/other.toml",
    "policy_frames/policy_prescription.toml",
    "policy_frames/political.toml",
    "policy_frames/public_opinion.toml",
    "policy_frames/quality_of_life.toml",
    "policy_frames/security_defence.toml",
];

const CONTRAST_SETS: &[(&str, &str)] = files!["contrast_sets.toml"];

const GROUPS: &[(&str, &[(&str, &str)])] =
    &[(DEFAULT_LEXICONS, CONTESTED_EVENTS), ("policy_frames", POLICY_FRAMES), ("contrast_sets", CONTRAST_SETS)];

/// The name of the lexicons that `compare` takes when none is named: fifteen frames of contested events.
pub const DEFAULT_LEXICONS: &str = "contested_events";

/// The lexicons of a shipped group (`contested_events`, `policy_frames`, `contrast_sets`) or a single one by name.
///
/// They are starters: validate them against hand-coded passages of your project, and freeze them before outlets
/// are compared.
///
/// ```
/// use parallax::lexicon::{DEFAULT_LEXICONS, shipped};
/// assert_eq!(shipped(DEFAULT_LEXICONS)?.len(), 15);
/// assert_eq!(shipped("coup")?[0].id(), "coup");
/// # Ok::<(), parallax::Error>(())
/// ```
///
/// # Errors
/// If there is none of that name.
pub fn shipped(name: &str) -> Result<Vec<Lexicon>> {
    let read = |files: &[(&str, &str)]| files.iter().map(|(path, text)| Lexicon::parse(text, path)).collect();
    if let Some((_, files)) = GROUPS.iter().find(|(group, _)| *group == name) {
        return read(files);
    }
    let single = GROUPS.iter().flat_map(|(_, files)| *files).find(|(path, _)| stem(path) == name);
    match single {
        Some(file) => read(std::slice::from_ref(file)),
        None => {
            let names = shipped_names();
            let hint = nearest(name, names.iter().copied())
                .map_or_else(|| format!("shipped are {}", names.join(", ")), |near| format!("did you mean `{near}`?"));
            Err(Error::new(ErrorKind::Lexicon, format!("there is no file and no shipped lexicon `{name}`; {hint}")))
        }
    }
}

/// The names that [`shipped`] knows: the groups, then each lexicon.
#[must_use]
pub fn shipped_names() -> Vec<&'static str> {
    let groups = GROUPS.iter().map(|(group, _)| *group);
    groups
        .chain(
            GROUPS.iter().flat_map(|(_, files)| *files).map(|(path, _)| stem(path)).filter(|s| *s != "contrast_sets"),
        )
        .collect()
}

fn stem(path: &str) -> &str {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.strip_suffix(".toml").unwrap_or(file)
}
