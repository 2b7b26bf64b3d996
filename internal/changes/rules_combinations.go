package changes

var (
	anyOfAdded = combinationsTopic.add(row{ID: "any-of-added", by: byChoices, Keywords: []string{"anyOf"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "One of several schemas must be satisfied.", Message: "{at} must satisfy one of several schemas now", Old: `{"type":"object"}`, New: `{"type":"object","anyOf":[{"required":["a"]},{"required":["b"]}]}`,
		Explanation: "Old documents that satisfy none of the branches are refused now. Make sure that one branch accepts what was accepted before."})
	anyOfRemoved = combinationsTopic.add(row{ID: "any-of-removed", by: byChoices, Keywords: []string{"anyOf"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "None of several schemas need be satisfied any more.", Message: "{at} need not satisfy one of several schemas any more", Old: `{"type":"object","anyOf":[{"required":["a"]},{"required":["b"]}]}`, New: `{"type":"object"}`,
		Explanation: "New documents may be what none of the branches accepts, and old readers refuse that. Add a branch for what is new, if old readers need not see it."})
	anyOfBranchAdded = combinationsTopic.add(row{ID: "any-of-branch-added", by: byChoices, Keywords: []string{"anyOf"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "A further alternative is allowed.", Message: "{at} has a further branch of anyOf: {new}", Old: `{"anyOf":[{"required":["a"]},{"required":["b"]}]}`, New: `{"anyOf":[{"required":["a"]},{"required":["b"]},{"required":["c"]}]}`,
		Explanation: "New documents may take the new branch, which old readers refuse unless another branch accepts it too. A new optional member for the new form breaks nobody."})
	anyOfBranchRemoved = combinationsTopic.add(row{ID: "any-of-branch-removed", by: byChoices, Keywords: []string{"anyOf"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "An alternative is no longer allowed.", Message: "a branch of anyOf is gone from {at}: {old}", Old: `{"anyOf":[{"required":["a"]},{"required":["b"]},{"required":["c"]}]}`, New: `{"anyOf":[{"required":["a"]},{"required":["b"]}]}`,
		Explanation: "Old documents that only this branch accepted are refused now. Keep the branch and mark it as deprecated."})
	oneOfAdded = combinationsTopic.add(row{ID: "one-of-added", by: byChoices, Keywords: []string{"oneOf"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "Exactly one of several schemas must be satisfied.", Message: "{at} must satisfy exactly one of several schemas now", Old: `{"type":"object"}`, New: `{"type":"object","oneOf":[{"required":["a"]},{"required":["b"]}]}`,
		Explanation: "Old documents that satisfy none of the branches, or more than one, are refused now. Make sure that exactly one branch accepts what was accepted before."})
	oneOfRemoved = combinationsTopic.add(row{ID: "one-of-removed", by: byChoices, Keywords: []string{"oneOf"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "Exactly one of several schemas need not be satisfied any more.", Message: "{at} need not satisfy exactly one of several schemas any more", Old: `{"type":"object","oneOf":[{"required":["a"]},{"required":["b"]}]}`, New: `{"type":"object"}`,
		Explanation: "New documents may be what no branch, or more than one, accepts, and old readers refuse that. Keep the choice."})
	oneOfBranchAdded = combinationsTopic.add(row{ID: "one-of-branch-added", by: byChoices, Keywords: []string{"oneOf"}, Breaks: []string{Backward, Forward}, Bump: BumpMinor,
		Summary: "A further alternative counts.", Message: "{at} has a further branch of oneOf: {new}", Old: `{"oneOf":[{"required":["a"]},{"required":["b"]}]}`, New: `{"oneOf":[{"required":["a"]},{"required":["b"]},{"required":["c"]}]}`,
		Explanation: "New documents may take the new branch, which old readers refuse. If the branch overlaps with another one, documents that were valid by that one are refused now. Give the branches a constant that tells them apart."})
	oneOfBranchRemoved = combinationsTopic.add(row{ID: "one-of-branch-removed", by: byChoices, Keywords: []string{"oneOf"}, Breaks: []string{Backward, Forward}, Bump: BumpMinor,
		Summary: "An alternative no longer counts.", Message: "a branch of oneOf is gone from {at}: {old}", Old: `{"oneOf":[{"required":["a"]},{"required":["b"]},{"required":["c"]}]}`, New: `{"oneOf":[{"required":["a"]},{"required":["b"]}]}`,
		Explanation: "Old documents that only this branch accepted are refused now. If the branch overlapped with another one, new documents may be what old readers refuse as both. Keep the branch and mark it as deprecated."})
	anyOfBecameOneOf = combinationsTopic.add(row{ID: "any-of-became-one-of", by: byChoices, Keywords: []string{"anyOf", "oneOf"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "No two alternatives may hold at once.", Message: "{at} must satisfy exactly one of its alternatives now", Old: `{"anyOf":[{"required":["a"]},{"required":["b"]}]}`, New: `{"oneOf":[{"required":["a"]},{"required":["b"]}]}`,
		Explanation: "Old documents that satisfy more than one branch are refused now. Where the branches cannot overlap, nothing changes but the time it takes to check."})
	oneOfBecameAnyOf = combinationsTopic.add(row{ID: "one-of-became-any-of", by: byChoices, Keywords: []string{"anyOf", "oneOf"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "Several alternatives may hold at once.", Message: "{at} may satisfy several of its alternatives now", Old: `{"oneOf":[{"required":["a"]},{"required":["b"]}]}`, New: `{"anyOf":[{"required":["a"]},{"required":["b"]}]}`,
		Explanation: "New documents may satisfy more than one branch, which old readers refuse. Where the branches cannot overlap, nobody notices."})
	notAdded = combinationsTopic.add(row{ID: "not-added", by: byNots, Keywords: []string{"not"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "Something is forbidden.", Message: "{at} must not be of a certain form now: {new}", Old: `{"type":"string"}`, New: `{"type":"string","not":{"const":""}}`,
		Explanation: "Old documents of the forbidden form are refused now. Forbid only what no writer has emitted."})
	notRemoved = combinationsTopic.add(row{ID: "not-removed", by: byNots, Keywords: []string{"not"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "Something is no longer forbidden.", Message: "{at} may be of a form that was forbidden: {old}", Old: `{"type":"string","not":{"const":""}}`, New: `{"type":"string"}`,
		Explanation: "New documents may have the form that old readers refuse. Writers can go on avoiding it."})
	conditionAdded = combinationsTopic.add(row{ID: "condition-added", by: byConditions, Keywords: []string{"if", "then", "else"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "A condition was added.", Message: "{at} is under a further condition: {new}", Old: `{"type":"object"}`, New: `{"type":"object","if":{"required":["a"]},"then":{"required":["b"]}}`,
		Explanation: "Old documents that meet the condition and not what follows from it are refused now. Add conditions together with a value or member that old documents cannot hold."})
	conditionRemoved = combinationsTopic.add(row{ID: "condition-removed", by: byConditions, Keywords: []string{"if", "then", "else"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "A condition was removed.", Message: "{at} is no longer under a condition: {old}", Old: `{"type":"object","if":{"required":["a"]},"then":{"required":["b"]}}`, New: `{"type":"object"}`,
		Explanation: "New documents need not meet what followed from the condition, and old readers still demand it. Writers can go on meeting it."})
	conditionTightened = combinationsTopic.add(row{ID: "condition-tightened", by: byConditions, Keywords: []string{"then", "else"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "Something follows from a condition that did not.", Message: "more follows from the condition on {at}", Old: `{"if":{"required":["a"]},"then":{"required":["b"]}}`, New: `{"if":{"required":["a"]},"then":{"required":["b"]},"else":{"required":["c"]}}`,
		Explanation: "Old documents for which the condition holds (or, with else, does not hold) may lack what follows now, and are refused. Let readers check what they need."})
	conditionLoosened = combinationsTopic.add(row{ID: "condition-loosened", by: byConditions, Keywords: []string{"then", "else"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "Something no longer follows from a condition.", Message: "less follows from the condition on {at}", Old: `{"if":{"required":["a"]},"then":{"required":["b"]},"else":{"required":["c"]}}`, New: `{"if":{"required":["a"]},"then":{"required":["b"]}}`,
		Explanation: "New documents may lack what followed from the condition, and old readers still demand it. Keep the demand."})
	sameInOtherWords = combinationsTopic.add(row{ID: "same-in-other-words", by: byRewrites, Keywords: []string{"allOf", "$ref"}, Bump: BumpPatch,
		Summary: "The same is said in other words.", Message: "{at} says the same in other words", Old: `{"enum":["a"]}`, New: `{"const":"a"}`,
		Explanation: "Both versions accept the same documents and tell readers the same: a schema moved behind a reference or was inlined, a choice of types became a list of types. Nobody breaks. Generated code may change, which is looked at by itself."})
	orderChanged = combinationsTopic.add(row{ID: "order-changed", by: byRewrites, Keywords: []string{"anyOf", "oneOf", "allOf", "enum", "type", "required"}, Bump: BumpPatch,
		Summary: "A list has another order.", Message: "the order of the alternatives of {at} changed", Old: `{"oneOf":[{"required":["a"]},{"required":["b"]}]}`, New: `{"oneOf":[{"required":["b"]},{"required":["a"]}]}`,
		Explanation: "Alternatives, parts of allOf, values, types or required members are listed in another order, and no order among them means anything. Nobody breaks. Generated code may list them in another order too, which is looked at by itself."})
)
