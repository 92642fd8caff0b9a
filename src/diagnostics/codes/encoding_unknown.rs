code! {
    /// A text encoding that is not known.
    ///
    /// Names are those of the WHATWG list, which browsers know too: `utf-8`, `windows-1250`, `iso-8859-2`, `shift_jis`.
    ///
    /// ```yaml
    /// sources:
    ///   crm: { files: export.csv, encoding: win1250 }
    /// ```
    ///
    /// What to do: write the encoding's name; leave it out for UTF-8.
    pub ENCODING_UNKNOWN = "encoding-unknown", Error, Sources
}
