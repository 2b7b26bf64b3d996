package changes

var (
	memberAddedOptional = objectsTopic.add(row{ID: "member-added-optional", by: byObjects, Keywords: []string{"properties"}, Open: []string{Backward}, Bump: BumpMinor,
		Summary: "An optional member was added.", Message: "{at} may be there now", Old: `{"properties":{"a":{"type":"string"}}}`, New: `{"properties":{"a":{"type":"string"},"b":{"type":"string"}}}`,
		Explanation: "Old documents lack the member and stay valid; old readers ignore it unless their schema closes the object. This is how a schema grows. A document that held the name before, outside the contract, is judged by the new schema."})
	memberAddedRequired = objectsTopic.add(row{ID: "member-added-required", by: byObjects, Keywords: []string{"properties", "required"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "A required member was added.", Message: "{at} must be there now", Old: `{"properties":{"a":{"type":"string"}},"required":["a"]}`, New: `{"properties":{"a":{"type":"string"},"b":{"type":"string"}},"required":["a","b"]}`,
		Explanation: "No old document has the member, so new readers refuse all of them. Add it as optional and say in the description what its absence means."})
	memberRemoved = objectsTopic.add(row{ID: "member-removed", by: byObjects, Keywords: []string{"properties"}, Breaks: []string{Reader}, Open: []string{Forward}, Bump: BumpMinor,
		Summary: "A member is no longer declared.", Message: "{at} is no longer declared", Old: `{"properties":{"a":{"type":"string"},"b":{"type":"string"}}}`, New: `{"properties":{"a":{"type":"string"}}}`,
		Explanation: "Documents stay valid as long as the object is open, but readers that are generated from the new schema do not see what old documents hold there. Keep the member and mark it as deprecated."})
	memberRenamed = objectsTopic.add(row{ID: "member-renamed", by: byObjects, Keywords: []string{"properties"}, Breaks: []string{Reader}, Open: []string{Backward, Forward}, Bump: BumpMinor,
		Summary: "A member has another name.", Message: "{at} is called {new_name} now", Old: `{"properties":{"a":{"type":"string"}}}`, New: `{"properties":{"b":{"type":"string"}}}`,
		Explanation: "The member went and one with the very same schema came. Nobody but a person sees that they are one: readers of either schema miss what documents of the other one hold. Add the new name and keep the old one, marked as deprecated."})
	memberSchemaAdded = objectsTopic.add(row{ID: "member-schema-added", by: byObjects, Keywords: []string{"properties"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "A required member that was described nowhere has a schema.", Message: "{at}, which was free, has a schema now", Old: `{"required":["a"]}`, New: `{"required":["a"],"properties":{"a":{"type":"string"}}}`,
		Explanation: "The name was demanded and its value free; now the value must satisfy a schema, and old documents may hold one that does not. Describe it without limiting it, if it is not too late."})
	memberSchemaRemoved = objectsTopic.add(row{ID: "member-schema-removed", by: byObjects, Keywords: []string{"properties"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "A required member no longer has a schema.", Message: "{at} no longer has a schema", Old: `{"required":["a"],"properties":{"a":{"type":"string"}}}`, New: `{"required":["a"]}`,
		Explanation: "The name is still demanded and its value is free now, so new documents may hold what old readers refuse. Keep the schema."})
	memberBecameRequired = objectsTopic.add(row{ID: "member-became-required", by: byObjects, Keywords: []string{"required"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "A member must be there now.", Message: "{at} must be there now", Old: `{"properties":{"a":{"type":"string"}}}`, New: `{"properties":{"a":{"type":"string"}},"required":["a"]}`,
		Explanation: "Old documents that leave the member out are refused now. Leave it optional, let writers always emit it, and demand it in the next major version."})
	memberBecameOptional = objectsTopic.add(row{ID: "member-became-optional", by: byObjects, Keywords: []string{"required"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "A member may be left out now.", Message: "{at} may be left out now", Old: `{"properties":{"a":{"type":"string"}},"required":["a"]}`, New: `{"properties":{"a":{"type":"string"}}}`,
		Explanation: "New documents may lack what old readers demand; generated code that held the value itself has nothing to hold. Keep writing it until a new major version."})
	minPropertiesRaised = objectsTopic.add(row{ID: "min-properties-raised", by: bySizes, Keywords: []string{"minProperties"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "Objects must have more members.", Message: "the least number of members of {at} is {new}, it was {old}", Old: `{"type":"object"}`, New: `{"type":"object","minProperties":1}`,
		Explanation: "Old documents with fewer members, often the empty object, are refused now. Let readers cope with the empty object."})
	minPropertiesLowered = objectsTopic.add(row{ID: "min-properties-lowered", by: bySizes, Keywords: []string{"minProperties"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "Objects may have fewer members.", Message: "the least number of members of {at} is {new}, it was {old}", Old: `{"type":"object","minProperties":1}`, New: `{"type":"object"}`,
		Explanation: "New documents may hold objects that old readers refuse as too small. Leave the object out where it would be empty, if it is optional."})
	maxPropertiesLowered = objectsTopic.add(row{ID: "max-properties-lowered", by: bySizes, Keywords: []string{"maxProperties"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "Objects must have fewer members.", Message: "the greatest number of members of {at} is {new}, it was {old}", Old: `{"type":"object"}`, New: `{"type":"object","maxProperties":100}`,
		Explanation: "Old documents with more members are refused now, those with members of third parties among them. A limit that only protects readers can be theirs to set."})
	maxPropertiesRaised = objectsTopic.add(row{ID: "max-properties-raised", by: bySizes, Keywords: []string{"maxProperties"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "Objects may have more members.", Message: "the greatest number of members of {at} is {new}, it was {old}", Old: `{"type":"object","maxProperties":100}`, New: `{"type":"object","maxProperties":200}`,
		Explanation: "New documents may hold objects that old readers refuse as too large. Start without a limit, or keep the one there is."})
	patternPropertiesAdded = objectsTopic.add(row{ID: "pattern-properties-added", by: byObjects, Keywords: []string{"patternProperties"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "Members whose name matches a pattern must satisfy a schema.", Message: "members of {at} whose name matches {name} have a schema now", Old: `{"properties":{"a":{"type":"string"}}}`, New: `{"properties":{"a":{"type":"string"}},"patternProperties":{"^x-":{"type":"string"}}}`,
		Explanation: "Old documents may hold such names with other values, and those are refused now. Choose a pattern that no name in use matches, or leave the values free."})
	patternPropertiesRemoved = objectsTopic.add(row{ID: "pattern-properties-removed", by: byObjects, Keywords: []string{"patternProperties"}, Breaks: []string{Reader}, Open: []string{Forward}, Bump: BumpMinor,
		Summary: "Members whose name matches a pattern no longer have a schema.", Message: "members of {at} whose name matches {name} no longer have a schema", Old: `{"properties":{"a":{"type":"string"}},"patternProperties":{"^x-":{"type":"string"}}}`, New: `{"properties":{"a":{"type":"string"}}}`,
		Explanation: "Readers that are generated from the new schema do not see such members any more, and where any member is allowed, new documents may hold values there that old readers refuse. Keep the pattern."})
	additionalPropertiesRestricted = objectsTopic.add(row{ID: "additional-properties-restricted", by: byObjects, Keywords: []string{"additionalProperties"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "Members that are not declared must satisfy a schema.", Message: "members of {at} that are not declared must satisfy a schema now", Old: `{"type":"object"}`, New: `{"type":"object","additionalProperties":{"type":"string"}}`,
		Explanation: "Old documents may hold members with other values, written by third parties or by a map's owner, and those are refused now. Leave them free and describe what is meant to be there."})
	additionalPropertiesRelaxed = objectsTopic.add(row{ID: "additional-properties-relaxed", by: byObjects, Keywords: []string{"additionalProperties"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "Members that are not declared need no longer satisfy a schema.", Message: "members of {at} that are not declared may be anything now", Old: `{"type":"object","additionalProperties":{"type":"string"}}`, New: `{"type":"object"}`,
		Explanation: "A map may hold values that old readers refuse; beside declared members, readers no longer see the further ones. Keep the schema."})
	additionalPropertiesClosed = objectsTopic.add(row{ID: "additional-properties-closed", by: byObjects, Keywords: []string{"additionalProperties"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "Members that are not declared are refused.", Message: "members of {at} that are not declared are refused now", Old: `{"properties":{"a":{"type":"string"}}}`, New: `{"properties":{"a":{"type":"string"}},"additionalProperties":false}`,
		Explanation: "Old documents may hold further members, written by third parties, and those are refused now; and from now on no version can add a member without breaking the readers of this one. Leave objects open."})
	additionalPropertiesOpened = objectsTopic.add(row{ID: "additional-properties-opened", by: byObjects, Keywords: []string{"additionalProperties"}, Open: []string{Forward}, Bump: BumpMinor,
		Summary: "Members that are not declared are allowed.", Message: "members of {at} that are not declared are allowed now", Old: `{"properties":{"a":{"type":"string"}},"additionalProperties":false}`, New: `{"properties":{"a":{"type":"string"}}}`,
		Explanation: "Old readers refuse further members, whoever writes them. Writers that keep to the declared ones break nobody yet, but the members that later versions add will break the readers of the closed one."})
	additionalPropertiesScopeChanged = objectsTopic.add(row{ID: "additional-properties-scope-changed", by: byObjects, Keywords: []string{"additionalProperties"}, Breaks: []string{Backward, Forward}, Bump: BumpMinor,
		Summary: "Members changed sides between declared and additional.", Message: "{name} of {at} counts as additional on one side only", Old: `{"properties":{"a":true,"b":{"type":"string"}},"additionalProperties":false}`, New: `{"properties":{"a":true},"additionalProperties":false,"allOf":[{"properties":{"b":{"type":"string"}}}]}`,
		Explanation: "additionalProperties applies to what the properties beside it leave, not to what some other schema of the place declares. A member moved away from beside it is judged as additional; one moved there is not any more. unevaluatedProperties sees them all."})
	propertyNamesAdded = objectsTopic.add(row{ID: "property-names-added", by: byObjects, Keywords: []string{"propertyNames"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "Names of members must satisfy a schema.", Message: "names of members of {at} must satisfy a schema now", Old: `{"type":"object"}`, New: `{"type":"object","propertyNames":{"maxLength":64}}`,
		Explanation: "Old documents may hold other names, in maps above all, and those are refused now. Let readers skip names that they cannot use."})
	propertyNamesRemoved = objectsTopic.add(row{ID: "property-names-removed", by: byObjects, Keywords: []string{"propertyNames"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "Names of members need no longer satisfy a schema.", Message: "names of members of {at} may be anything now", Old: `{"type":"object","propertyNames":{"maxLength":64}}`, New: `{"type":"object"}`,
		Explanation: "New documents may hold names that old readers refuse. Keep the form of names for this map."})
	dependentRequiredAdded = objectsTopic.add(row{ID: "dependent-required-added", by: byDependents, Keywords: []string{"dependentRequired", "dependencies"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "One member demands another.", Message: "{at} demands {new} now", Old: `{"properties":{"a":true,"b":true}}`, New: `{"properties":{"a":true,"b":true},"dependentRequired":{"a":["b"]}}`,
		Explanation: "Old documents that have the one without the other are refused now. Say in the description that they belong together, and let readers cope."})
	dependentRequiredRemoved = objectsTopic.add(row{ID: "dependent-required-removed", by: byDependents, Keywords: []string{"dependentRequired", "dependencies"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "One member no longer demands another.", Message: "{at} no longer demands {old}", Old: `{"properties":{"a":true,"b":true},"dependentRequired":{"a":["b"]}}`, New: `{"properties":{"a":true,"b":true}}`,
		Explanation: "New documents may have the one without the other, which old readers refuse. Writers can go on writing both."})
	dependentSchemaAdded = objectsTopic.add(row{ID: "dependent-schema-added", by: byDependents, Keywords: []string{"dependentSchemas", "dependencies"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "One member puts the object under a further schema.", Message: "{name} puts {at} under a further schema", Old: `{"properties":{"a":true,"b":true}}`, New: `{"properties":{"a":true,"b":true},"dependentSchemas":{"a":{"properties":{"b":{"type":"string"}}}}}`,
		Explanation: "Old documents that have the member and do not satisfy the schema are refused now. Add the demand together with a new member, so that no old document has it."})
	dependentSchemaRemoved = objectsTopic.add(row{ID: "dependent-schema-removed", by: byDependents, Keywords: []string{"dependentSchemas", "dependencies"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "One member no longer puts the object under a further schema.", Message: "{name} no longer puts {at} under a further schema", Old: `{"properties":{"a":true,"b":true},"dependentSchemas":{"a":{"properties":{"b":{"type":"string"}}}}}`, New: `{"properties":{"a":true,"b":true}}`,
		Explanation: "New documents that have the member need not satisfy the schema that old readers still apply. Members that were declared there only are no longer seen."})
	unevaluatedPropertiesRestricted = objectsTopic.add(row{ID: "unevaluated-properties-restricted", by: byObjects, Keywords: []string{"unevaluatedProperties"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "Members that nothing declares must satisfy a schema.", Message: "members of {at} that nothing declares must satisfy a schema now", Old: `{"anyOf":[{"properties":{"a":true}},{"properties":{"b":true}}]}`, New: `{"anyOf":[{"properties":{"a":true}},{"properties":{"b":true}}],"unevaluatedProperties":{"type":"string"}}`,
		Explanation: "Members beyond those that some schema of the place declares were free and are limited now, so old documents may hold some that are refused. Describe them instead."})
	unevaluatedPropertiesRelaxed = objectsTopic.add(row{ID: "unevaluated-properties-relaxed", by: byObjects, Keywords: []string{"unevaluatedProperties"}, Breaks: []string{Forward}, Bump: BumpMinor,
		Summary: "Members that nothing declares need no longer satisfy a schema.", Message: "members of {at} that nothing declares may be anything now", Old: `{"anyOf":[{"properties":{"a":true}},{"properties":{"b":true}}],"unevaluatedProperties":{"type":"string"}}`, New: `{"anyOf":[{"properties":{"a":true}},{"properties":{"b":true}}]}`,
		Explanation: "Old readers refuse further members that do not satisfy their schema, and new readers no longer see the ones that do. Keep the schema."})
	unevaluatedPropertiesClosed = objectsTopic.add(row{ID: "unevaluated-properties-closed", by: byObjects, Keywords: []string{"unevaluatedProperties"}, Breaks: []string{Backward}, Bump: BumpMinor,
		Summary: "Members that nothing declares are refused.", Message: "members of {at} that nothing declares are refused now", Old: `{"anyOf":[{"properties":{"a":true}},{"properties":{"b":true}}]}`, New: `{"anyOf":[{"properties":{"a":true}},{"properties":{"b":true}}],"unevaluatedProperties":false}`,
		Explanation: "Old documents may hold further members, and those are refused now; and from now on no version can add a member without breaking the readers of this one. Leave objects open."})
	unevaluatedPropertiesOpened = objectsTopic.add(row{ID: "unevaluated-properties-opened", by: byObjects, Keywords: []string{"unevaluatedProperties"}, Open: []string{Forward}, Bump: BumpMinor,
		Summary: "Members that nothing declares are allowed.", Message: "members of {at} that nothing declares are allowed now", Old: `{"anyOf":[{"properties":{"a":true}},{"properties":{"b":true}}],"unevaluatedProperties":false}`, New: `{"anyOf":[{"properties":{"a":true}},{"properties":{"b":true}}]}`,
		Explanation: "Old readers refuse further members, whoever writes them. Writers that keep to the declared ones break nobody yet."})
)
