//! The language of articles that name none.

/// Which language an article is in that names none.
///
/// ```
/// use parallax::Source;
/// use parallax::corpus::Languages;
///
/// let text = "Die Hafenarbeiter haben am Dienstag die Arbeit niedergelegt, weil sie mehr Lohn fordern. Der Hafen wollte \
///     sich dazu nicht äußern. Die Gewerkschaft sprach von einem Erfolg, die Regierung rief zur Ruhe auf.";
/// let line = format!("{{\"outlet\": \"Hafenblatt\", \"text\": \"{text}\"}}");
/// let language = |languages| -> parallax::Result<Option<String>> {
///     let source = Source::builder().reader("feed", std::io::Cursor::new(line.clone())).languages(languages).open()?;
///     Ok(source.articles().next().unwrap()?.language().map(str::to_owned))
/// };
/// assert_eq!(language(Languages::Detected)?.as_deref(), Some("de"));
/// assert_eq!(language(Languages::Given("nl".into()))?.as_deref(), Some("nl"));
/// assert_eq!(language(Languages::AsGiven)?, None);
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Languages {
    /// Where a text of 200 bytes or more is plainly in another language than English, that one; else none, which later
    /// floors take for English. The default.
    #[default]
    Detected,
    /// None, whatever the text looks like.
    AsGiven,
    /// This one.
    Given(String),
}
