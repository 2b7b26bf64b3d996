package gen_test

import (
	"fmt"
	"slices"
)

// corpus is schemas as people publish them: of tools' settings, of events, of
// interfaces. Names and values are few, so that documents made at random have a
// chance.
var corpus = map[string]string{
	"a package's manifest": `{"$schema":"http://json-schema.org/draft-07/schema#","title":"Manifest","type":"object","required":["name"],
		"definitions":{"names":{"type":"object","additionalProperties":{"type":"string"}},"person":{"type":["object","string"],"required":["name"],"properties":{"name":{"type":"string"},"email":{"type":"string","format":"email"},"url":{"type":"string","format":"uri"}}}},
		"properties":{"name":{"type":"string","maxLength":214,"minLength":1},"version":{"type":"string"},"private":{"anyOf":[{"type":"boolean"},{"enum":["true","false"]}]},"keywords":{"type":"array","items":{"type":"string"}},
		"author":{"$ref":"#/definitions/person"},"contributors":{"type":"array","items":{"$ref":"#/definitions/person"}},"scripts":{"allOf":[{"$ref":"#/definitions/names"},{"properties":{"test":{"type":"string","description":"What runs the tests"},"start":{"type":"string","default":"b"}}}]},
		"dependencies":{"$ref":"#/definitions/names"},"files":{"type":"array","items":{"type":"string"}},"engines":{"type":"object","properties":{"node":{"type":"string"}},"additionalProperties":{"type":"string"}},
		"bin":{"type":["string","object"],"additionalProperties":{"type":"string"}},"config":{"type":"object","additionalProperties":true},"workspaces":{"anyOf":[{"type":"array","items":{"type":"string"}},{"type":"object","properties":{"packages":{"type":"array","items":{"type":"string"}}}}]}},"patternProperties":{"^_":{"description":"private"}}}`,
	"a pipeline of jobs": `{"type":"object","required":["jobs"],"additionalProperties":false,"$defs":{
		"step":{"type":"object","oneOf":[{"required":["uses"]},{"required":["run"]}],"properties":{"id":{"type":"string"},"if":{"type":["boolean","number","string"]},"uses":{"type":"string"},"run":{"type":"string"},"with":{"type":"object","additionalProperties":{"type":["string","number","boolean"]}},"timeout":{"type":["integer","null"],"minimum":1,"maximum":360,"default":60}},"additionalProperties":false},
		"job":{"type":"object","required":["steps"],"properties":{"needs":{"oneOf":[{"type":"string"},{"type":"array","items":{"type":"string"},"minItems":1,"uniqueItems":true}]},"steps":{"type":"array","items":{"$ref":"#/$defs/step"},"minItems":1},"env":{"type":"object","additionalProperties":{"type":["string","number","boolean"]}},"matrix":{"type":"object","minProperties":1,"additionalProperties":{"type":"array"}}}}},
		"properties":{"name":{"type":"string"},"on":{"anyOf":[{"enum":["push","pull"]},{"type":"array","items":{"enum":["push","pull"]},"minItems":1}]},"jobs":{"type":"object","minProperties":1,"additionalProperties":{"$ref":"#/$defs/job"}},"env":{"type":"object"}}}`,
	"a stream of events": `{"type":"array","items":{"oneOf":[
		{"type":"object","required":["kind","at","id"],"properties":{"kind":{"const":"opened"},"id":{"type":"integer","minimum":0,"maximum":9007199254740991},"at":{"type":"string","format":"date-time"},"by":{"type":["string","null"]}}},
		{"type":"object","required":["kind","id"],"properties":{"kind":{"enum":["closed","reopened"]},"id":{"type":"integer"},"reason":{"type":"string"},"took":{"type":"number","minimum":0}}},
		{"type":"object","required":["kind","payload"],"properties":{"kind":{"const":"other"},"payload":true}}]}}`,
	"a tree of elements": `{"$ref":"#/$defs/node","$defs":{"node":{"type":"object","required":["tag"],"properties":{"tag":{"enum":["div","p","br"]},"attributes":{"type":"object","additionalProperties":{"type":["string","null"]}},"children":{"type":"array","items":{"anyOf":[{"type":"string"},{"$ref":"#/$defs/node"}]}}},"if":{"properties":{"tag":{"const":"br"}}},"then":{"properties":{"children":{"maxItems":0}}}}}}`,
	"shapes and positions": `{"type":"object","required":["type"],"properties":{"type":{"enum":["Point","Line","Group"]},"coordinates":{"anyOf":[{"$ref":"#/$defs/position"},{"type":"array","items":{"$ref":"#/$defs/position"},"minItems":2}]},"members":{"type":"array","items":{"$ref":"#"}},"box":{"type":"array","minItems":4,"maxItems":4,"items":{"type":"number"}}},
		"$defs":{"position":{"type":"array","prefixItems":[{"type":"number"},{"type":"number"}],"items":{"type":"number"},"minItems":2}}}`,
	"a schema of an interface": `{"$schema":"http://json-schema.org/draft-04/schema#","id":"http://example.com/interface#","type":"object","required":["info","paths"],"additionalProperties":false,"patternProperties":{"^x-":{}},
		"properties":{"info":{"type":"object","required":["title"],"properties":{"title":{"type":"string"},"version":{"type":"string"}}},"host":{"type":"string","pattern":"^[^{}/ :\\\\]+(?::\\d+)?$"},"paths":{"type":"object","additionalProperties":{"$ref":"#/definitions/item"}},"tags":{"type":"array","uniqueItems":true,"items":{"type":"string"}}},
		"definitions":{"item":{"type":"object","properties":{"get":{"$ref":"#/definitions/operation"},"put":{"$ref":"#/definitions/operation"},"parameters":{"type":"array","items":{"$ref":"#/definitions/parameter"}}}},
		"operation":{"type":"object","required":["responses"],"properties":{"responses":{"type":"object","minProperties":1},"deprecated":{"type":"boolean","default":false},"weight":{"type":"number","minimum":0,"exclusiveMinimum":true,"multipleOf":0.5}}},
		"parameter":{"type":"object","oneOf":[{"required":["ref"],"properties":{"ref":{"type":"string"}},"additionalProperties":false},{"required":["name","in"],"properties":{"name":{"type":"string"},"in":{"enum":["query","path"]},"required":{"type":"boolean"}}}]}}}`,
	"settings with inheritance": `{"allOf":[{"$ref":"#/$defs/base"},{"type":"object","properties":{"level":{"enum":[0,1,2,"off","warn","error"]},"rules":{"type":"object","additionalProperties":{"oneOf":[{"$ref":"#/$defs/level"},{"type":"array","prefixItems":[{"$ref":"#/$defs/level"}],"minItems":1}]}}},"unevaluatedProperties":false}],
		"$defs":{"base":{"type":"object","properties":{"root":{"type":"boolean"},"extends":{"type":["string","array"],"items":{"type":"string"}},"ratio":{"type":"number","exclusiveMinimum":-2,"exclusiveMaximum":2}},"dependentRequired":{"ratio":["root"]}},"level":{"enum":[0,1,2,"off","warn","error"]}}}`,
	"measurements":                 `{"type":"object","required":["points","unit"],"properties":{"unit":{"enum":["ms","s",""]},"points":{"type":"array","items":{"type":["number","null"]}},"exact":{"type":"integer"},"small":{"type":"integer","minimum":-128,"maximum":127},"step":{"type":"number","multipleOf":0.25},"labels":{"type":"object","propertyNames":{"pattern":"^[a-z_]+$"},"additionalProperties":{"type":"string"}},"tally":{"type":"object","additionalProperties":{"type":"integer","minimum":0,"maximum":4294967295}}},"additionalProperties":{"type":["number","string","boolean","null"]}}`,
	"anything with a few promises": `{"properties":{"a":{"type":["integer","string","array","null"]},"b":{"properties":{"a":{"minimum":0}}},"c":{"not":{"type":"null"}}},"not":{"required":["a","b","c"]}}`,
	"rows of a table":              `{"type":"array","minItems":1,"items":{"type":"array","items":{"type":["string","number","boolean","null"]},"maxItems":8},"contains":{"type":"array","minItems":1}}`,
	"a value or a list of it":      `{"$defs":{"v":{"anyOf":[{"type":"string"},{"type":"number"},{"type":"array","items":{"$ref":"#/$defs/v"}},{"type":"object","properties":{"$value":{"$ref":"#/$defs/v"},"meta":{"type":"object"}},"required":["$value"],"additionalProperties":false}]}},"$ref":"#/$defs/v"}`,
}

// named is a schema with a name for messages.
type named struct{ name, schema string }

// writtenSchemas lists the schemas that were written by hand: the corpus, the
// forms of keywords and the behaviours.
func writtenSchemas() []named {
	var out []named
	for name, schema := range corpus {
		out = append(out, named{name, schema})
	}
	for _, forms := range []map[string][]string{staticForms, evaluatedForms} {
		for name, list := range forms {
			for i, schema := range list {
				out = append(out, named{fmt.Sprintf("%s, form %d", name, i+1), schema})
			}
		}
	}
	for _, b := range behaviours() {
		if b.load.Map == nil && !b.load.AssertFormats && !b.int64s && len(b.schema) < 50_000 {
			out = append(out, named{b.name, b.schema})
		}
	}
	slices.SortFunc(out, func(a, b named) int { return cmp(a.name, b.name) })
	return out
}

func cmp(a, b string) int {
	if a < b {
		return -1
	}
	return 1
}
