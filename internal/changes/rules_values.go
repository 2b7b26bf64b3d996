package changes

var (
	typeNarrowed = valuesTopic.add(row{ID: "type-narrowed", by: byValues | byChoices, Keywords: []string{"type"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "A type is no longer allowed.", Message: "{at} allows fewer types: {new} instead of {old}", Absent: "any", Old: `{"type":["string","integer"]}`, New: `{"type":"string"}`,
		Explanation: "Documents that hold a value of the type were valid and are refused now, so new readers break on old documents. Keep the type, and say in the description that writers should no longer use it, until a new major version drops it."})
	typeWidened = valuesTopic.add(row{ID: "type-widened", by: byValues | byChoices, Keywords: []string{"type"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "A further type is allowed.", Message: "{at} allows more types: {new} instead of {old}", Absent: "any", Old: `{"type":"integer"}`, New: `{"type":"number"}`,
		Explanation: "New documents may hold a value that readers of the old schema refuse or cannot represent. Add a new optional member for the new form and leave this one as it is."})
	typeChanged = valuesTopic.add(row{ID: "type-changed", by: byValues, Keywords: []string{"type"}, Breaks: []string{Backward, Forward}, Bump: BumpMinor,
		Summary: "Some types came and others went.", Message: "{at} has another type: {new} instead of {old}", Absent: "any", Old: `{"type":"string"}`, New: `{"type":"integer"}`,
		Explanation: "Old documents hold values that are refused now, and new ones hold values that old readers refuse. A value of another type is another thing; give it a member of its own."})
	valueForbidden = valuesTopic.add(row{ID: "value-forbidden", by: byValues, Keywords: []string{"not"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "Nothing is valid where something was.", Message: "{at} must not be there any more", Old: `{"properties":{"legacy":true}}`, New: `{"properties":{"legacy":false}}`,
		Explanation: "The schema became false, or as good as false, so every old document that has a value here is refused. A name that is not to be used any more can stay allowed and be marked as deprecated."})
	valueAllowed = valuesTopic.add(row{ID: "value-allowed", by: byValues, Keywords: []string{"not"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "Something is valid where nothing was.", Message: "{at} may be there now", Old: `{"properties":{"reserved":false}}`, New: `{"properties":{"reserved":{"type":"string"}}}`,
		Explanation: "The schema was false, so old readers refuse every document that has a value here. New documents may have one. If old readers matter, take a name that they ignore instead of one that they forbid."})
	enumAdded = valuesTopic.add(row{ID: "enum-added", by: byValues, Keywords: []string{"enum"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "Values are limited to a list.", Message: "{at} is limited to the values {new}", Old: `{"type":"string"}`, New: `{"type":"string","enum":["a","b"]}`,
		Explanation: "Whatever old documents hold beside the listed values is refused now. If the list tells the values that readers know, write it into the description and leave the value open."})
	enumRemoved = valuesTopic.add(row{ID: "enum-removed", by: byValues, Keywords: []string{"enum"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "Values are no longer limited to a list.", Message: "{at} is no longer limited to the values {old}", Old: `{"type":"string","enum":["a","b"]}`, New: `{"type":"string"}`,
		Explanation: "New documents may hold values that old readers, which know the list only, refuse. A vocabulary that is going to grow is better open from the first version on."})
	enumValueAdded = valuesTopic.add(row{ID: "enum-value-added", by: byValues, Keywords: []string{"enum"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "A further value is allowed.", Message: "{at} also allows {new}", Old: `{"enum":["a","b"]}`, New: `{"enum":["a","b","c"]}`,
		Explanation: "New documents may hold the value, and readers of the old schema refuse it; a program that branches over the values has no branch for it. Add an optional member that carries the finer distinction, or open a new major version."})
	enumValueRemoved = valuesTopic.add(row{ID: "enum-value-removed", by: byValues, Keywords: []string{"enum"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "A value is no longer allowed.", Message: "{at} no longer allows {old}", Old: `{"enum":["a","b","c"]}`, New: `{"enum":["a","b"]}`,
		Explanation: "Documents that hold the value were valid and are refused now, so new readers break on old documents. Keep the value and say in the description that writers should no longer use it."})
	constAdded = valuesTopic.add(row{ID: "const-added", by: byValues, Keywords: []string{"const"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "One value is the only one left.", Message: "{at} is limited to the value {new}", Old: `{"type":"string"}`, New: `{"type":"string","const":"a"}`,
		Explanation: "Old documents with any other value are refused now. A constant is right for a member that is new; for one that exists it is a break."})
	constRemoved = valuesTopic.add(row{ID: "const-removed", by: byValues, Keywords: []string{"const"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "The one allowed value is no longer the only one.", Message: "{at} is no longer limited to the value {old}", Old: `{"type":"string","const":"a"}`, New: `{"type":"string"}`,
		Explanation: "New documents may hold what old readers refuse. If the constant told kinds of objects apart, programs that rely on it take the wrong branch."})
	constChanged = valuesTopic.add(row{ID: "const-changed", by: byValues, Keywords: []string{"const", "enum"}, Breaks: []string{Backward, Forward}, Bump: BumpMinor,
		Summary: "Another value is the only one allowed.", Message: "{at} must be {new} instead of {old}", Old: `{"const":"a"}`, New: `{"const":"b"}`,
		Explanation: "Every old document is refused by new readers and every new one by old readers wherever the member is there. A marker that has to change belongs into a new major version."})
)
