package changes

var (
	minLengthRaised = stringsTopic.add(row{ID: "min-length-raised", by: bySizes, Keywords: []string{"minLength"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "Strings must be longer.", Message: "the least length of {at} is {new}, it was {old}", Old: `{"type":"string"}`, New: `{"type":"string","minLength":1}`,
		Explanation: "Old documents may hold shorter strings, often the empty one, and those are refused now. Let readers treat a short string as they do an absent one instead."})
	minLengthLowered = stringsTopic.add(row{ID: "min-length-lowered", by: bySizes, Keywords: []string{"minLength"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "Strings may be shorter.", Message: "the least length of {at} is {new}, it was {old}", Old: `{"type":"string","minLength":2}`, New: `{"type":"string","minLength":1}`,
		Explanation: "New documents may hold strings that old readers refuse as too short. Where the string used to say something always, leave the member out when there is nothing to say."})
	maxLengthLowered = stringsTopic.add(row{ID: "max-length-lowered", by: bySizes, Keywords: []string{"maxLength"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "Strings must be shorter.", Message: "the greatest length of {at} is {new}, it was {old}", Old: `{"type":"string","maxLength":100}`, New: `{"type":"string","maxLength":80}`,
		Explanation: "Old documents may hold longer strings, and those are refused now. Writers can keep to a limit without the schema demanding it."})
	maxLengthRaised = stringsTopic.add(row{ID: "max-length-raised", by: bySizes, Keywords: []string{"maxLength"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "Strings may be longer.", Message: "the greatest length of {at} is {new}, it was {old}", Old: `{"type":"string","maxLength":80}`, New: `{"type":"string"}`,
		Explanation: "New documents may hold strings that old readers refuse, or that do not fit the column they reserved. Put the longer text into a new member."})
	patternAdded = stringsTopic.add(row{ID: "pattern-added", by: byPatterns, Keywords: []string{"pattern"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "Strings must match a pattern.", Message: "{at} must match {new}", Old: `{"type":"string"}`, New: `{"type":"string","pattern":"^[a-z]+$"}`,
		Explanation: "Old documents may hold strings that do not match, and those are refused now. Describe the form in words, or demand it of a new member from the start."})
	patternRemoved = stringsTopic.add(row{ID: "pattern-removed", by: byPatterns, Keywords: []string{"pattern"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "Strings need no longer match a pattern.", Message: "{at} need no longer match {old}", Old: `{"type":"string","pattern":"^[a-z]+$"}`, New: `{"type":"string"}`,
		Explanation: "New documents may hold strings that old readers refuse, or that break code which relied on the form (file names, keys, links). Give the free text a new member."})
	patternChanged = stringsTopic.add(row{ID: "pattern-changed", by: byPatterns, Keywords: []string{"pattern"}, Breaks: []string{Backward, Forward}, Bump: BumpMinor,
		Summary: "Strings must match another pattern.", Message: "{at} must match {new} instead of {old}", Old: `{"type":"string","pattern":"^[a-z]+$"}`, New: `{"type":"string","pattern":"^[a-z0-9]+$"}`,
		Explanation: "Strings that only the old pattern matches break new readers, strings that only the new one matches break old readers. A pattern that is another spelling of the same breaks nobody."})
	formatChanged = stringsTopic.add(row{ID: "format-changed", by: byFormats, Keywords: []string{"format"}, Bump: BumpMinor,
		Summary: "The format was added, removed or changed.", Message: "the format of {at} is {new}, it was {old}", Old: `{"type":"string","format":"date"}`, New: `{"type":"string","format":"date-time"}`,
		Explanation: "Formats describe and do not limit, so no document becomes invalid; but readers parse by them. Where formats are asserted, the change limits strings as a pattern does and is judged so."})
	contentEncodingChanged = stringsTopic.add(row{ID: "content-encoding-changed", by: byNotes, Keywords: []string{"contentEncoding"}, Bump: BumpPatch,
		Summary: "Another encoding of binary content is announced.", Message: "the announced encoding of {at} is {new}, it was {old}", Old: `{"type":"string","contentEncoding":"base64"}`, New: `{"type":"string","contentEncoding":"base32"}`,
		Explanation: "The keyword limits nothing, but readers decode by it: a document stays valid and its content turns out wrong. Announce another encoding with another member."})
	contentMediaTypeChanged = stringsTopic.add(row{ID: "content-media-type-changed", by: byNotes, Keywords: []string{"contentMediaType"}, Bump: BumpPatch,
		Summary: "Another type of content is announced.", Message: "the announced media type of {at} is {new}, it was {old}", Old: `{"type":"string","contentMediaType":"text/plain"}`, New: `{"type":"string","contentMediaType":"text/markdown"}`,
		Explanation: "The keyword limits nothing, but readers choose a parser by it. A document stays valid and is understood differently; a new member for a new type of content avoids that."})
	contentSchemaChanged = stringsTopic.add(row{ID: "content-schema-changed", by: byNotes, Keywords: []string{"contentSchema"}, Bump: BumpPatch,
		Summary: "The schema of decoded content changed.", Message: "the content of {at} has another schema", Old: `{"type":"string","contentMediaType":"application/json","contentSchema":{"type":"object"}}`, New: `{"type":"string","contentMediaType":"application/json","contentSchema":{"type":"array"}}`,
		Explanation: "The schema is never applied to a document, so none becomes invalid. Readers that apply it to what they decode may see content refused that was fine before."})
)
