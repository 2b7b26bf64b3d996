package changes

var (
	definitionAdded = referencesTopic.add(row{ID: "definition-added", by: byDefinitions, Keywords: []string{"$defs", "definitions"}, Bump: BumpPatch,
		Summary: "A definition that nothing uses was added.", Message: "the definition {name} was added; nothing uses it", Old: `{"type":"object","$defs":{"A":{"type":"string"}}}`, New: `{"type":"object","$defs":{"A":{"type":"string"},"B":{"type":"integer"}}}`,
		Explanation: "No document meets the definition, so nobody breaks. It is there for later, or for other schemas. A definition that is used is told by what uses it."})
	definitionRemoved = referencesTopic.add(row{ID: "definition-removed", by: byDefinitions, Keywords: []string{"$defs", "definitions"}, Bump: BumpPatch,
		Summary: "A definition that nothing used was removed.", Message: "the definition {name}, which nothing used, was removed", Old: `{"type":"object","$defs":{"A":{"type":"string"},"B":{"type":"integer"}}}`, New: `{"type":"object","$defs":{"A":{"type":"string"}}}`,
		Explanation: "No document met the definition, so nobody breaks who reads documents. Other schemas that refer to it by its place no longer find it."})
	definitionRenamed = referencesTopic.add(row{ID: "definition-renamed", by: byDefinitions, Keywords: []string{"$defs", "definitions", "$ref"}, Bump: BumpPatch,
		Summary: "A definition has another name.", Message: "the definition {name} is called {new_name} now", Old: `{"$ref":"#/$defs/A","$defs":{"A":{"type":"string"}}}`, New: `{"$ref":"#/$defs/B","$defs":{"B":{"type":"string"}}}`,
		Explanation: "Names of definitions are not part of what documents look like, so no document and no reader of documents breaks. Types in generated code are named after them, and other schemas may refer to them."})
	// EntryAdded is told by whoever compares entry points.
	EntryAdded = referencesTopic.add(row{ID: "entry-added", by: byEntries, Keywords: []string{"$defs", "definitions"}, Bump: BumpMinor,
		Summary: "A schema that others can refer to was added.", Message: "the entry point {name} was added", Old: `{"$defs":{"A":{"type":"string"}}}`, New: `{"$defs":{"A":{"type":"string"},"B":{"type":"integer"}}}`,
		Explanation: "Where a schema asserts nothing itself, or entry points are named, each definition is compared as a schema of its own. Nobody refers to a new one yet, so nobody breaks."})
	// EntryRemoved is told by whoever compares entry points.
	EntryRemoved = referencesTopic.add(row{ID: "entry-removed", by: byEntries, Keywords: []string{"$defs", "definitions"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "A schema that others can refer to was removed, or has another place.", Message: "the entry point {name} is gone: who refers to it finds nothing", Old: `{"$defs":{"A":{"type":"string"},"B":{"type":"integer"}}}`, New: `{"$defs":{"A":{"type":"string"}}}`,
		Explanation: "Where a schema asserts nothing itself, or entry points are named, each definition is compared as a schema of its own. Schemas and programs that refer to one by its place break when it is gone, so keep it, or leave a definition there that refers to its new place."})
	dynamicReferenceChanged = referencesTopic.add(row{ID: "dynamic-reference-changed", by: byDynamic, Keywords: []string{"$dynamicRef", "$recursiveRef"}, Breaks: []string{Backward, Forward}, Bump: BumpMinor,
		Summary: "A reference that depends on where it is reached from changed.", Message: "the dynamic reference of {at} is {new}, it was {old}", Old: `{"$dynamicAnchor":"node","properties":{"next":{"$dynamicRef":"#node"}}}`, New: `{"$dynamicAnchor":"node","properties":{"next":{"$ref":"#"}}}`,
		Explanation: "What the reference means is decided by the schemas on the way to it, so a change of it can allow and forbid documents anywhere below. An ordinary reference says the same thing in every place."})
	dynamicAnchorChanged = referencesTopic.add(row{ID: "dynamic-anchor-changed", by: byNotes, Keywords: []string{"$dynamicAnchor", "$recursiveAnchor"}, Breaks: []string{Backward, Forward}, Bump: BumpMinor,
		Summary: "A place that dynamic references can lead to changed.", Message: "the dynamic anchor of {at} is {new}, it was {old}", Old: `{"$dynamicAnchor":"node","type":"object"}`, New: `{"$dynamicAnchor":"leaf","type":"object"}`,
		Explanation: "Dynamic references find their target by this name, and one that lost its target here falls back to another schema. Nothing changes if no dynamic reference asks for the name."})
	anchorChanged = referencesTopic.add(row{ID: "anchor-changed", by: byNotes, Keywords: []string{"$anchor"}, Bump: BumpPatch,
		Summary: "The name of a place in the schema changed.", Message: "the anchor of {at} is {new}, it was {old}", Old: `{"properties":{"a":{"$anchor":"first","type":"string"}}}`, New: `{"properties":{"a":{"$anchor":"one","type":"string"}}}`,
		Explanation: "Anchors are names for references. Documents do not see them, and references inside the schema were resolved; other schemas that refer to the name no longer find it."})
	embeddedIDChanged = referencesTopic.add(row{ID: "embedded-id-changed", by: byNotes, Keywords: []string{"$id", "id"}, Bump: BumpPatch,
		Summary: "The identifier of a schema within the schema changed.", Message: "the identifier of {at} is {new}, it was {old}", Old: `{"$id":"https://example.org/s","properties":{"a":{"$id":"https://example.org/a","type":"string"}}}`, New: `{"$id":"https://example.org/s","properties":{"a":{"$id":"https://example.org/b","type":"string"}}}`,
		Explanation: "Documents do not see identifiers, and references inside the schema were resolved; other schemas that refer to the identifier no longer find it. The identifier of the schema as a whole carries its version and is no change by itself."})
	dialectChanged = referencesTopic.add(row{ID: "dialect-changed", by: byDialects | byNotes, Keywords: []string{"$schema", "$vocabulary"}, Bump: BumpPatch,
		Summary: "The schema is written in another dialect.", Message: "the dialect of the schema is {new}, it was {old}", Old: `{"$schema":"http://json-schema.org/draft-07/schema#","type":"string"}`, New: `{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"string"}`,
		Explanation: "Both versions are compared by what they mean, so keywords that the new dialect reads differently show as changes of their own. Tools that know the old dialect only cannot read the new schema."})
)
