package keyword

var (
	all       = From(Draft4)
	since6    = From(Draft6)
	since7    = From(Draft7)
	since2019 = From(Draft2019)
	upTo7     = Between(Draft4, Draft7)
	upTo2019  = Between(Draft4, Draft2019)
	from2019  = Between(Draft2019, Draft2020)
)

// table holds the rows, grouped as the 2020-12 specification groups keywords.
// What becomes of a keyword in each judge is said by the judge's own table.
var table = []Row{
	// Identification and structure.
	{Name: "$schema", Drafts: all, Vocab: VocabCore, Kind: Identifier, Group: Any, Shape: URI, Path: Nowhere},
	{Name: "$vocabulary", Drafts: since2019, Vocab: VocabCore, Kind: Identifier, Group: Any, Shape: VocabularyMap, Path: Nowhere,
		Note: "acts in a meta-schema only; a schema that carries it is not limited by it"},
	{Name: "id", Drafts: Set(Draft4), Kind: Identifier, Group: Any, Shape: URI, Becomes: []string{"$id"}, Path: Nowhere},
	{Name: "$id", Drafts: since6, Vocab: VocabCore, Kind: Identifier, Group: Any, Shape: URI, Path: Nowhere},
	{Name: "$anchor", Drafts: since2019, Vocab: VocabCore, Kind: Identifier, Group: Any, Shape: Text, Path: Nowhere},
	{Name: "$dynamicAnchor", Drafts: Set(Draft2020), Vocab: VocabCore, Kind: Identifier, Group: Any, Shape: Text, Path: Nowhere},
	{Name: "$recursiveAnchor", Drafts: Set(Draft2019), Legacy: Set(Draft2020), Vocab: VocabCore, Kind: Identifier, Group: Any, Shape: Boolean, Path: Nowhere},
	{Name: "$ref", Drafts: all, Vocab: VocabCore, Kind: Applicator, Group: Any, Shape: URI, Role: Reference, Path: Static,
		Note: "hides every keyword beside it up to draft 7"},
	{Name: "$dynamicRef", Drafts: Set(Draft2020), Vocab: VocabCore, Kind: Applicator, Group: Any, Shape: URI, Role: Reference, Path: Evaluated},
	{Name: "$recursiveRef", Drafts: Set(Draft2019), Legacy: Set(Draft2020), Vocab: VocabCore, Kind: Applicator, Group: Any, Shape: URI, Role: Reference, Becomes: []string{"$dynamicRef"}, Path: Evaluated},
	{Name: "$defs", Drafts: since2019, Vocab: VocabCore, Kind: Reserved, Group: Any, Shape: SchemaMap, Role: NotApplied, Path: Nowhere},
	{Name: "definitions", Drafts: all, Vocab: VocabCore, Kind: Reserved, Group: Any, Shape: SchemaMap, Role: NotApplied, Becomes: []string{"$defs"}, Path: Nowhere,
		Note: "the meta-schemas of 2019-09 and 2020-12 keep it as a place for schemas"},
	{Name: "$comment", Drafts: since7, Vocab: VocabCore, Kind: Reserved, Group: Any, Shape: Text, Path: Nowhere},

	// In-place applicators.
	{Name: "allOf", Drafts: all, Vocab: VocabApplicator, Kind: Applicator, Group: Any, Shape: SchemaList, Role: SameInstance, Path: Static},
	{Name: "anyOf", Drafts: all, Vocab: VocabApplicator, Kind: Applicator, Group: Any, Shape: SchemaList, Role: SameInstance, Path: Partly},
	{Name: "oneOf", Drafts: all, Vocab: VocabApplicator, Kind: Applicator, Group: Any, Shape: SchemaList, Role: SameInstance, Path: Partly},
	{Name: "not", Drafts: all, Vocab: VocabApplicator, Kind: Applicator, Group: Any, Shape: Schema, Role: SameInstance, Path: Partly},
	{Name: "if", Drafts: since7, Vocab: VocabApplicator, Kind: Applicator, Group: Any, Shape: Schema, Role: SameInstance, Path: Partly},
	{Name: "then", Drafts: since7, Vocab: VocabApplicator, Kind: Applicator, Group: Any, Shape: Schema, Role: SameInstance, Adjacent: true, Path: Partly,
		Note: "without effect when there is no \"if\" beside it"},
	{Name: "else", Drafts: since7, Vocab: VocabApplicator, Kind: Applicator, Group: Any, Shape: Schema, Role: SameInstance, Adjacent: true, Path: Partly,
		Note: "without effect when there is no \"if\" beside it"},
	{Name: "dependentSchemas", Drafts: since2019, Vocab: VocabApplicator, Kind: Applicator, Group: Objects, Shape: SchemaMap, Role: SameInstance, Path: Partly},
	{Name: "dependencies", Drafts: upTo7, Legacy: from2019, Kind: Applicator, Group: Objects, Shape: DependencyMap, Role: SameInstance, Becomes: []string{"dependentRequired", "dependentSchemas"}, Path: Partly,
		Note: "split into dependentRequired and dependentSchemas; an annotation from 2019-09 on"},

	// Applicators for members.
	{Name: "properties", Drafts: all, Vocab: VocabApplicator, Kind: Applicator, Group: Objects, Shape: SchemaMap, Role: Member, Path: Static},
	{Name: "patternProperties", Drafts: all, Vocab: VocabApplicator, Kind: Applicator, Group: Objects, Shape: SchemaMap, Role: Member, Path: Partly},
	{Name: "additionalProperties", Drafts: all, Vocab: VocabApplicator, Kind: Applicator, Group: Objects, Shape: Schema, Role: Member, Adjacent: true, Path: Static},
	{Name: "propertyNames", Drafts: since6, Vocab: VocabApplicator, Kind: Applicator, Group: Objects, Shape: Schema, Role: MemberName, Path: Static},
	{Name: "unevaluatedProperties", Drafts: since2019, Vocab: VocabUnevaluated, Kind: Applicator, Group: Objects, Shape: Schema, Role: Member, Adjacent: true, Path: Evaluated},

	// Applicators for items.
	{Name: "prefixItems", Drafts: Set(Draft2020), Vocab: VocabApplicator, Kind: Applicator, Group: Arrays, Shape: SchemaList, Role: Item, Path: Evaluated},
	{Name: "items", Drafts: all, Vocab: VocabApplicator, Kind: Applicator, Group: Arrays, Shape: SchemaOrSchemaList, Role: Item, Adjacent: true, Path: Partly,
		Note: "an array up to 2019-09 is what prefixItems is in 2020-12"},
	{Name: "additionalItems", Drafts: upTo2019, Vocab: VocabApplicator, Kind: Applicator, Group: Arrays, Shape: Schema, Role: Item, Becomes: []string{"items"}, Adjacent: true, Path: Evaluated,
		Note: "without effect unless \"items\" is an array; then what items is in 2020-12"},
	{Name: "contains", Drafts: since6, Vocab: VocabApplicator, Kind: Applicator, Group: Arrays, Shape: Schema, Role: Item, Adjacent: true, Path: Partly},
	{Name: "unevaluatedItems", Drafts: since2019, Vocab: VocabUnevaluated, Kind: Applicator, Group: Arrays, Shape: Schema, Role: Item, Adjacent: true, Path: Evaluated},

	// Assertions on any instance.
	{Name: "type", Drafts: all, Vocab: VocabValidation, Kind: Assertion, Group: Any, Shape: TypeNames, Path: Static},
	{Name: "enum", Drafts: all, Vocab: VocabValidation, Kind: Assertion, Group: Any, Shape: ValueList, Path: Partly},
	{Name: "const", Drafts: since6, Vocab: VocabValidation, Kind: Assertion, Group: Any, Shape: AnyValue, Path: Partly},

	// Assertions on numbers.
	{Name: "multipleOf", Drafts: all, Vocab: VocabValidation, Kind: Assertion, Group: Numbers, Shape: PositiveNumber, Path: Static},
	{Name: "maximum", Drafts: all, Vocab: VocabValidation, Kind: Assertion, Group: Numbers, Shape: Num, Path: Static},
	{Name: "exclusiveMaximum", Drafts: all, Vocab: VocabValidation, Kind: Assertion, Group: Numbers, Shape: BooleanOrNumber, Path: Static},
	{Name: "minimum", Drafts: all, Vocab: VocabValidation, Kind: Assertion, Group: Numbers, Shape: Num, Path: Static},
	{Name: "exclusiveMinimum", Drafts: all, Vocab: VocabValidation, Kind: Assertion, Group: Numbers, Shape: BooleanOrNumber, Path: Static},

	// Assertions on strings.
	{Name: "maxLength", Drafts: all, Vocab: VocabValidation, Kind: Assertion, Group: Strings, Shape: Count, Path: Static},
	{Name: "minLength", Drafts: all, Vocab: VocabValidation, Kind: Assertion, Group: Strings, Shape: Count, Path: Static},
	{Name: "pattern", Drafts: all, Vocab: VocabValidation, Kind: Assertion, Group: Strings, Shape: Regex, Path: Partly},
	{Name: "format", Drafts: all, Vocab: VocabFormat, Kind: Annotation, Group: Any, Shape: Text, Optional: true, Path: Evaluated,
		Note: "an annotation unless formats are asserted by option or by the format-assertion vocabulary"},
	{Name: "contentEncoding", Drafts: since7, Vocab: VocabContent, Kind: Annotation, Group: Strings, Shape: Text, Path: Nowhere},
	{Name: "contentMediaType", Drafts: since7, Vocab: VocabContent, Kind: Annotation, Group: Strings, Shape: Text, Path: Nowhere},
	{Name: "contentSchema", Drafts: since2019, Vocab: VocabContent, Kind: Annotation, Group: Strings, Shape: Schema, Role: NotApplied, Path: Nowhere,
		Note: "a place for a schema, which is never applied"},

	// Assertions on arrays.
	{Name: "maxItems", Drafts: all, Vocab: VocabValidation, Kind: Assertion, Group: Arrays, Shape: Count, Path: Static},
	{Name: "minItems", Drafts: all, Vocab: VocabValidation, Kind: Assertion, Group: Arrays, Shape: Count, Path: Static},
	{Name: "uniqueItems", Drafts: all, Vocab: VocabValidation, Kind: Assertion, Group: Arrays, Shape: Boolean, Path: Static},
	{Name: "maxContains", Drafts: since2019, Vocab: VocabValidation, Kind: Assertion, Group: Arrays, Shape: Count, Adjacent: true, Path: Partly,
		Note: "without effect when there is no \"contains\" beside it"},
	{Name: "minContains", Drafts: since2019, Vocab: VocabValidation, Kind: Assertion, Group: Arrays, Shape: Count, Adjacent: true, Path: Partly,
		Note: "without effect when there is no \"contains\" beside it"},

	// Assertions on objects.
	{Name: "maxProperties", Drafts: all, Vocab: VocabValidation, Kind: Assertion, Group: Objects, Shape: Count, Path: Static},
	{Name: "minProperties", Drafts: all, Vocab: VocabValidation, Kind: Assertion, Group: Objects, Shape: Count, Path: Static},
	{Name: "required", Drafts: all, Vocab: VocabValidation, Kind: Assertion, Group: Objects, Shape: TextList, Path: Static},
	{Name: "dependentRequired", Drafts: since2019, Vocab: VocabValidation, Kind: Assertion, Group: Objects, Shape: StringListMap, Path: Partly},

	// Annotations.
	{Name: "title", Drafts: all, Vocab: VocabMetaData, Kind: Annotation, Group: Any, Shape: Text, Path: Nowhere},
	{Name: "description", Drafts: all, Vocab: VocabMetaData, Kind: Annotation, Group: Any, Shape: Text, Path: Nowhere},
	{Name: "default", Drafts: all, Vocab: VocabMetaData, Kind: Annotation, Group: Any, Shape: AnyValue, Path: Nowhere,
		Note: "no effect on validity; a change of it weighs in the bump that is owed"},
	{Name: "deprecated", Drafts: since2019, Vocab: VocabMetaData, Kind: Annotation, Group: Any, Shape: Boolean, Path: Nowhere},
	{Name: "readOnly", Drafts: since7, Vocab: VocabMetaData, Kind: Annotation, Group: Any, Shape: Boolean, Path: Nowhere},
	{Name: "writeOnly", Drafts: since7, Vocab: VocabMetaData, Kind: Annotation, Group: Any, Shape: Boolean, Path: Nowhere},
	{Name: "examples", Drafts: since6, Vocab: VocabMetaData, Kind: Annotation, Group: Any, Shape: ValueList, Path: Nowhere},
}
