package changes

var (
	minItemsRaised = arraysTopic.add(row{ID: "min-items-raised", by: bySizes, Keywords: []string{"minItems"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "Lists must be longer.", Message: "the least number of items of {at} is {new}, it was {old}", Old: `{"type":"array"}`, New: `{"type":"array","minItems":1}`,
		Explanation: "Old documents may hold shorter lists, often the empty one, and those are refused now. Let readers cope with the empty list instead."})
	minItemsLowered = arraysTopic.add(row{ID: "min-items-lowered", by: bySizes, Keywords: []string{"minItems"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "Lists may be shorter.", Message: "the least number of items of {at} is {new}, it was {old}", Old: `{"type":"array","minItems":1}`, New: `{"type":"array"}`,
		Explanation: "New documents may hold lists that old readers refuse; code that took the first item without looking fails. Leave the member out where there is nothing to list, if it is optional."})
	maxItemsLowered = arraysTopic.add(row{ID: "max-items-lowered", by: bySizes, Keywords: []string{"maxItems"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "Lists must be shorter.", Message: "the greatest number of items of {at} is {new}, it was {old}", Old: `{"type":"array","maxItems":10}`, New: `{"type":"array","maxItems":5}`,
		Explanation: "Old documents may hold longer lists, and those are refused now. A limit that only protects readers can be theirs to set."})
	maxItemsRaised = arraysTopic.add(row{ID: "max-items-raised", by: bySizes, Keywords: []string{"maxItems"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "Lists may be longer.", Message: "the greatest number of items of {at} is {new}, it was {old}", Old: `{"type":"array","maxItems":5}`, New: `{"type":"array","maxItems":10}`,
		Explanation: "New documents may hold lists that old readers refuse. Put the further items into a new member, or start without a limit."})
	uniqueItemsAdded = arraysTopic.add(row{ID: "unique-items-added", by: byUnique, Keywords: []string{"uniqueItems"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "Items must differ from each other.", Message: "{at} must not hold an item twice", Old: `{"type":"array"}`, New: `{"type":"array","uniqueItems":true}`,
		Explanation: "Old documents may list something twice, and those are refused now. Readers can drop repetitions themselves."})
	uniqueItemsRemoved = arraysTopic.add(row{ID: "unique-items-removed", by: byUnique, Keywords: []string{"uniqueItems"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "Items may be equal.", Message: "{at} may hold an item twice", Old: `{"type":"array","uniqueItems":true}`, New: `{"type":"array"}`,
		Explanation: "New documents may list something twice, which old readers refuse or miscount. Keep the promise for this member."})
	itemsRestricted = arraysTopic.add(row{ID: "items-restricted", by: byArrays, Keywords: []string{"items", "additionalItems"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "Items must satisfy a schema.", Message: "items of {at} must satisfy a schema now", Old: `{"type":"array"}`, New: `{"type":"array","items":{"type":"string"}}`,
		Explanation: "Items were free and are limited now, so old documents may hold some that are refused. Describe what writers put there, and demand it of a new member."})
	itemsRelaxed = arraysTopic.add(row{ID: "items-relaxed", by: byArrays, Keywords: []string{"items", "additionalItems"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "Items need no longer satisfy a schema.", Message: "items of {at} may be anything now", Old: `{"type":"array","items":{"type":"string"}}`, New: `{"type":"array"}`,
		Explanation: "New documents may hold items of any form, which old readers refuse. Keep the schema and list other things in a new member."})
	itemsClosed = arraysTopic.add(row{ID: "items-closed", by: byArrays, Keywords: []string{"items", "additionalItems"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "No items are allowed beyond those with a place of their own.", Message: "{at} must not have further items", Old: `{"type":"array","prefixItems":[{"type":"string"}]}`, New: `{"type":"array","prefixItems":[{"type":"string"}],"items":false}`,
		Explanation: "Old documents may hold more items, and those are refused now. Readers can ignore what follows the items they know."})
	itemsOpened = arraysTopic.add(row{ID: "items-opened", by: byArrays, Keywords: []string{"items", "additionalItems"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "Items are allowed where none were.", Message: "{at} may have further items", Old: `{"type":"array","prefixItems":[{"type":"string"}],"items":false}`, New: `{"type":"array","prefixItems":[{"type":"string"}],"items":{"type":"integer"}}`,
		Explanation: "New documents may hold more items than old readers accept. Put what is new into a member beside the list."})
	prefixItemAdded = arraysTopic.add(row{ID: "prefix-item-added", by: byArrays, Keywords: []string{"prefixItems", "items"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "A position of a list has a schema of its own.", Message: "{at} has a schema of its own now", Old: `{"type":"array","prefixItems":[{"type":"string"}]}`, New: `{"type":"array","prefixItems":[{"type":"string"},{"type":"integer"}]}`,
		Explanation: "What old documents hold at the position was judged like any further item and must satisfy a schema of its own now. Lists by position cannot grow without a break; objects can."})
	prefixItemRemoved = arraysTopic.add(row{ID: "prefix-item-removed", by: byArrays, Keywords: []string{"prefixItems", "items"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "A position of a list no longer has a schema of its own.", Message: "{at} no longer has a schema of its own", Old: `{"type":"array","prefixItems":[{"type":"string"},{"type":"integer"}]}`, New: `{"type":"array","prefixItems":[{"type":"string"}]}`,
		Explanation: "New documents may hold at the position what any further item may be, and old readers still judge it by its own schema. Leave the position as it is."})
	containsAdded = arraysTopic.add(row{ID: "contains-added", by: byArrays, Keywords: []string{"contains"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "Lists must hold an item of a certain form.", Message: "{at} must hold a certain item now", Old: `{"type":"array"}`, New: `{"type":"array","contains":{"const":"a"}}`,
		Explanation: "Old documents whose lists hold no such item are refused now. Let readers look for the item and live without it."})
	containsRemoved = arraysTopic.add(row{ID: "contains-removed", by: byArrays, Keywords: []string{"contains"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "Lists need no longer hold an item of a certain form.", Message: "{at} need no longer hold a certain item", Old: `{"type":"array","contains":{"const":"a"}}`, New: `{"type":"array"}`,
		Explanation: "New documents may lack the item that old readers demand. Keep the demand, or open a new major version."})
	minContainsRaised = arraysTopic.add(row{ID: "min-contains-raised", by: byArrays, Keywords: []string{"minContains"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "Lists must hold more items of a certain form.", Message: "the least number of certain items of {at} is {new}, it was {old}", Absent: "1", Old: `{"type":"array","contains":{"const":"a"}}`, New: `{"type":"array","contains":{"const":"a"},"minContains":2}`,
		Explanation: "Old documents with fewer of them are refused now. Keep the old number and describe the new one."})
	minContainsLowered = arraysTopic.add(row{ID: "min-contains-lowered", by: byArrays, Keywords: []string{"minContains"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "Lists may hold fewer items of a certain form.", Message: "the least number of certain items of {at} is {new}, it was {old}", Absent: "1", Old: `{"type":"array","contains":{"const":"a"},"minContains":2}`, New: `{"type":"array","contains":{"const":"a"}}`,
		Explanation: "New documents may hold fewer of them than old readers demand. With minContains 0 the demand is gone altogether."})
	maxContainsLowered = arraysTopic.add(row{ID: "max-contains-lowered", by: byArrays, Keywords: []string{"maxContains"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "Lists must hold fewer items of a certain form.", Message: "the greatest number of certain items of {at} is {new}, it was {old}", Old: `{"type":"array","contains":{"const":"a"}}`, New: `{"type":"array","contains":{"const":"a"},"maxContains":3}`,
		Explanation: "Old documents with more of them are refused now. Let readers take the first ones."})
	maxContainsRaised = arraysTopic.add(row{ID: "max-contains-raised", by: byArrays, Keywords: []string{"maxContains"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "Lists may hold more items of a certain form.", Message: "the greatest number of certain items of {at} is {new}, it was {old}", Old: `{"type":"array","contains":{"const":"a"},"maxContains":1}`, New: `{"type":"array","contains":{"const":"a"},"maxContains":2}`,
		Explanation: "New documents may hold more of them than old readers allow. Code that counted on the one item has to choose now."})
	unevaluatedItemsRestricted = arraysTopic.add(row{ID: "unevaluated-items-restricted", by: byArrays, Keywords: []string{"unevaluatedItems"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "Items that nothing else judges must satisfy a schema.", Message: "further items of {at} must satisfy a schema now", Old: `{"type":"array","anyOf":[{"prefixItems":[{"const":"a"}]},{"prefixItems":[{"const":"b"}]}]}`, New: `{"type":"array","anyOf":[{"prefixItems":[{"const":"a"}]},{"prefixItems":[{"const":"b"}]}],"unevaluatedItems":{"type":"string"}}`,
		Explanation: "Items beyond those that some schema of the place knows were free and are limited now, so old documents may hold some that are refused. Describe them instead."})
	unevaluatedItemsRelaxed = arraysTopic.add(row{ID: "unevaluated-items-relaxed", by: byArrays, Keywords: []string{"unevaluatedItems"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "Items that nothing else judges need no longer satisfy a schema.", Message: "further items of {at} may be anything now", Old: `{"type":"array","anyOf":[{"prefixItems":[{"const":"a"}]},{"prefixItems":[{"const":"b"}]}],"unevaluatedItems":{"type":"string"}}`, New: `{"type":"array","anyOf":[{"prefixItems":[{"const":"a"}]},{"prefixItems":[{"const":"b"}]}]}`,
		Explanation: "New documents may hold further items of any form, which old readers refuse. Keep the schema for the items to come."})
	unevaluatedItemsClosed = arraysTopic.add(row{ID: "unevaluated-items-closed", by: byArrays, Keywords: []string{"unevaluatedItems"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "Items that nothing else judges are refused.", Message: "{at} must not have further items", Old: `{"type":"array","anyOf":[{"prefixItems":[{"const":"a"}]},{"prefixItems":[{"const":"b"}]}]}`, New: `{"type":"array","anyOf":[{"prefixItems":[{"const":"a"}]},{"prefixItems":[{"const":"b"}]}],"unevaluatedItems":false}`,
		Explanation: "Old documents may hold items that no schema of the place knows, and those are refused now. Readers can ignore them."})
	unevaluatedItemsOpened = arraysTopic.add(row{ID: "unevaluated-items-opened", by: byArrays, Keywords: []string{"unevaluatedItems"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "Items that nothing else judges are allowed.", Message: "{at} may have further items", Old: `{"type":"array","anyOf":[{"prefixItems":[{"const":"a"}]},{"prefixItems":[{"const":"b"}]}],"unevaluatedItems":false}`, New: `{"type":"array","anyOf":[{"prefixItems":[{"const":"a"}]},{"prefixItems":[{"const":"b"}]}]}`,
		Explanation: "New documents may hold further items, which old readers refuse. Put what is new into a member beside the list."})
)
