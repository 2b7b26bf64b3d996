package gate

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/atlas-dataflow/runresult/compat"
)

// TestDefaultUnderPolicy: a default of a member that may be absent owes a major
// version under every policy, also where it is lost to what covers its place and
// other changes break what the policy does not demand.
func TestDefaultUnderPolicy(t *testing.T) {
	const size, sizes = `"size": {"type": "integer", "default": 1}`, `"^si": {"type": "integer"}`
	with := func(members, patterns, status string) string {
		return strings.NewReplacer(`"id": {"type": "string"},`, `"id": {"type": "string"}, `+members, `"properties"`, `"patternProperties": {`+patterns+`}, "properties"`, `"open", `, status).Replace(orderText)
	}
	for _, c := range []struct {
		name, released, head string
		direction            string
		want                 compat.Bump
	}{
		{"another default", with(size+",", sizes, ""), with(strings.Replace(size, "1", "2", 1)+",", sizes, ""), "backward", compat.BumpMajor},
		{"another default, and forward breaks", with(size+",", sizes, ""), with(strings.Replace(size, "1", "2", 1)+",", sizes, `"new", `), "backward", compat.BumpMajor},
		{"gone to a pattern", with(size+",", sizes, ""), with("", sizes, ""), "backward", compat.BumpMajor},
		{"gone to a pattern, and forward breaks", with(size+",", sizes, ""), with("", sizes, `"new", `), "backward", compat.BumpMajor},
		{"gone to a pattern, and backward breaks", with(size+",", sizes, `"open", `), with("", sizes, ""), "forward", compat.BumpMajor},
		{"forward breaks, the default stays", with(size+",", sizes, ""), with(size+",", sizes, `"new", `), "backward", compat.BumpMinor},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRepo(t)
			r.compare = compare
			r.write(headPath, c.head)
			r.write("schema/released/order/1.0.0.json", c.released)
			r.write(sumsPath, sumLine("order/1.0.0.json", c.released))
			r.edit(confPath, "    generate:\n      - {lang: go, package: orderv1, type: Order, out: orderv1}\n", "    policy: {direction: "+c.direction+"}\n")
			rep := r.check()
			assert.Equal(t, c.want.String(), rep.Families[0].Bump.String())
			assert.Equal(t, c.want == compat.BumpMajor, strings.Contains(strings.Join(codes(rep), " "), RuleBreak.ID), "%v", codes(rep))
		})
	}
}
