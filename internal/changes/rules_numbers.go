package changes

var (
	minimumRaised = numbersTopic.add(row{ID: "minimum-raised", by: byLimits, Keywords: []string{"minimum", "exclusiveMinimum"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "The lower bound of a number was set or made higher.", Message: "the lower bound of {at} is {new}, it was {old}", Old: `{"type":"integer","minimum":0}`, New: `{"type":"integer","exclusiveMinimum":0}`,
		Explanation: "Old documents may hold numbers below the new bound, and those are refused now. Check what writers have emitted so far, and keep the old bound unless nothing below the new one can exist."})
	minimumLowered = numbersTopic.add(row{ID: "minimum-lowered", by: byLimits, Keywords: []string{"minimum", "exclusiveMinimum"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "The lower bound of a number was removed or made lower.", Message: "the lower bound of {at} is {new}, it was {old}", Old: `{"minimum":0}`, New: "{}",
		Explanation: "New documents may hold numbers that old readers refuse; a reader that stored the number in an unsigned type cannot hold them at all. Give the wider range a new member."})
	maximumLowered = numbersTopic.add(row{ID: "maximum-lowered", by: byLimits, Keywords: []string{"maximum", "exclusiveMaximum"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "The upper bound of a number was set or made lower.", Message: "the upper bound of {at} is {new}, it was {old}", Old: "{}", New: `{"maximum":100}`,
		Explanation: "Old documents may hold numbers above the new bound, and those are refused now. Keep the old bound unless nothing above the new one can exist."})
	maximumRaised = numbersTopic.add(row{ID: "maximum-raised", by: byLimits, Keywords: []string{"maximum", "exclusiveMaximum"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "The upper bound of a number was removed or made higher.", Message: "the upper bound of {at} is {new}, it was {old}", Old: `{"exclusiveMaximum":100}`, New: `{"maximum":100}`,
		Explanation: "New documents may hold numbers that old readers refuse, or that do not fit the type they chose by the old bound. Give the wider range a new member."})
	multipleOfAdded = numbersTopic.add(row{ID: "multiple-of-added", by: byMultiples, Keywords: []string{"multipleOf"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "Numbers must be multiples of something.", Message: "{at} must be a multiple of {new}", Old: "{}", New: `{"multipleOf":0.01}`,
		Explanation: "Old documents may hold numbers in between, and those are refused now. State the step in the description and leave the judgement to the writer."})
	multipleOfRemoved = numbersTopic.add(row{ID: "multiple-of-removed", by: byMultiples, Keywords: []string{"multipleOf"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "Numbers need no longer be multiples of something.", Message: "{at} need no longer be a multiple of {old}", Old: `{"type":"integer","multipleOf":5}`, New: `{"type":"integer"}`,
		Explanation: "New documents may hold numbers in between, which old readers refuse or round. Give the finer number a new member."})
	multipleOfChanged = numbersTopic.add(row{ID: "multiple-of-changed", by: byMultiples, Keywords: []string{"multipleOf"}, Breaks: []string{Backward, Forward}, Bump: BumpMinor,
		Summary: "Numbers must be multiples of something else.", Message: "{at} must be a multiple of {new} instead of {old}", Old: `{"type":"integer","multipleOf":5}`, New: `{"type":"integer","multipleOf":3}`,
		Explanation: "A step that divides the old one only allows more, one that the old one divides only less, any other does both, so that either old or new documents can hold numbers that the other side refuses."})
)
