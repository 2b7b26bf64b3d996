package changes

// pair is what applies in one place on either side, compared as one.
type pair struct {
	*differ
	old, new *layered
	ctx      context
	// was and is say what type, enum and const make of it on the two sides. With
	// fold, a choice that only lists types or values is read as one of these.
	was, is values
	fold    bool
	// whole: both sides allow no number but whole ones.
	whole bool
}

func (d *differ) pair(old, new *layered, ctx context) *pair {
	p := &pair{differ: d, old: old, new: new, ctx: ctx, fold: foldBoth(old.layers, new.layers)}
	p.was, p.is = readValues(old.layers, p.fold), readValues(new.layers, p.fold)
	p.whole = p.was.whole() && p.is.whole()
	return p
}

// tell adds a change of the place.
func (d *pair) tell(r *Rule, old, new place, about subject) { d.tellIn(d.ctx, r, old, new, about) }

// finder is a set of comparisons; each rule has those that tell it.
type finder uint32

// The comparisons.
const (
	byDialects finder = 1 << iota
	byDefinitions
	byNotes
	byValues
	byLimits
	bySizes
	byMultiples
	byPatterns
	byFormats
	byUnique
	byArrays
	byObjects
	byDependents
	byChoices
	byNots
	byConditions
	byDynamic
)

// comparisons are made of every pair, in this order. Those of dialects and
// definitions are made once, of the documents.
var comparisons = []struct {
	is  finder
	run func(*pair)
}{
	{byValues, (*pair).compareValues},
	{byLimits, (*pair).compareLimits},
	{bySizes, (*pair).compareSizes},
	{byMultiples, (*pair).compareMultiples},
	{byPatterns, (*pair).comparePatterns},
	{byFormats, (*pair).compareFormats},
	{byUnique, (*pair).compareUnique},
	{byArrays, (*pair).compareArrays},
	{byObjects, (*pair).compareObjects},
	{byDependents, (*pair).compareDependents},
	{byChoices, (*pair).compareChoices},
	{byNots, (*pair).compareNots},
	{byConditions, (*pair).compareConditions},
	{byDynamic, (*pair).compareDynamic},
}
