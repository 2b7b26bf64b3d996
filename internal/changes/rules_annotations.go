package changes

var (
	titleChanged = annotationsTopic.add(row{ID: "title-changed", by: byNotes, Keywords: []string{"title"}, Bump: BumpPatch,
		Summary: "The title changed.", Message: "the title of {at} is {new}, it was {old}", Old: `{"title":"Run"}`, New: `{"title":"Run result"}`,
		Explanation: "Titles are for people and for documentation. No document and no program breaks."})
	descriptionChanged = annotationsTopic.add(row{ID: "description-changed", by: byNotes, Keywords: []string{"description"}, Bump: BumpPatch,
		Summary: "The description changed.", Message: "the description of {at} changed", Old: `{"description":"How long it took."}`, New: `{"description":"How long the run took."}`,
		Explanation: "Descriptions are for people. No document becomes invalid; a description that changes what a value means can still mislead those who read it before, and that is what a new member is for."})
	commentChanged = annotationsTopic.add(row{ID: "comment-changed", by: byNotes, Keywords: []string{"$comment"}, Bump: BumpPatch,
		Summary: "A comment changed.", Message: "a comment on {at} changed", Old: `{"$comment":"first"}`, New: `{"$comment":"second"}`,
		Explanation: "Comments are for those who maintain the schema. Nothing else sees them."})
	defaultChanged = annotationsTopic.add(row{ID: "default-changed", by: byNotes, Keywords: []string{"default"}, Bump: BumpMinor,
		Summary: "The default was added, removed or changed.", Message: "the default of {at} is {new}, it was {old}", Old: `{"default":1}`, New: `{"default":2}`,
		Explanation: "No document becomes invalid, but a reader that fills in what is absent reads old documents differently from now on. So it is a break where the member may be absent and a default was changed or taken away. Choose defaults once."})
	examplesChanged = annotationsTopic.add(row{ID: "examples-changed", by: byNotes, Keywords: []string{"examples"}, Bump: BumpPatch,
		Summary: "The examples changed.", Message: "the examples of {at} changed", Old: `{"examples":["a"]}`, New: `{"examples":["a","b"]}`,
		Explanation: "Examples are for people and for generated documentation. Nobody breaks."})
	deprecatedChanged = annotationsTopic.add(row{ID: "deprecated-changed", by: byNotes, Keywords: []string{"deprecated"}, Bump: BumpPatch,
		Summary: "Something was marked as deprecated, or no longer is.", Message: "the deprecation mark of {at} changed", Old: `{"properties":{"a":{"type":"string"}}}`, New: `{"properties":{"a":{"type":"string","deprecated":true}}}`,
		Explanation: "The mark tells people not to use something any more; documents that use it stay valid. Marking is what to do instead of removing."})
	readOnlyChanged = annotationsTopic.add(row{ID: "read-only-changed", by: byNotes, Keywords: []string{"readOnly"}, Bump: BumpPatch,
		Summary: "The mark that the owner alone writes a value changed.", Message: "the readOnly mark of {at} changed", Old: `{"properties":{"a":{"type":"string"}}}`, New: `{"properties":{"a":{"type":"string","readOnly":true}}}`,
		Explanation: "The mark limits no document. Programs that send values back may be refused by the owner of the data, or stop sending them."})
	writeOnlyChanged = annotationsTopic.add(row{ID: "write-only-changed", by: byNotes, Keywords: []string{"writeOnly"}, Bump: BumpPatch,
		Summary: "The mark that a value is never read back changed.", Message: "the writeOnly mark of {at} changed", Old: `{"properties":{"a":{"type":"string"}}}`, New: `{"properties":{"a":{"type":"string","writeOnly":true}}}`,
		Explanation: "The mark limits no document. Programs may stop showing the value, or start to."})
	unknownKeywordChanged = annotationsTopic.add(row{ID: "unknown-keyword-changed", by: byNotes, Keywords: []string(nil), Bump: BumpPatch,
		Summary: "A keyword that the dialect does not define changed.", Message: "{name}, which the dialect does not define, changed at {at}", Old: `{"type":"string","x-order":1}`, New: `{"type":"string","x-order":2}`,
		Explanation: "Such keywords are annotations: they limit no document, here and in every tool that follows the specification. A tool that does know the keyword may act on it, and a misspelled keyword shows up here."})
	ignoredKeywordChanged = annotationsTopic.add(row{ID: "ignored-keyword-changed", by: byNotes, Keywords: []string(nil), Bump: BumpPatch,
		Summary: "A keyword without effect in its place changed.", Message: "{name}, which has no effect where it stands, changed at {at}", Old: `{"type":"array","minContains":1}`, New: `{"type":"array","minContains":2}`,
		Explanation: "The keyword stands beside a $ref that hides it (up to draft 7), or without the keyword that gives it an effect, such as then without if. Nothing changes for documents; what was meant probably does not happen either."})
)
