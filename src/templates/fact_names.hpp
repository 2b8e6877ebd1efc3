#pragma once

#include "baton/cel/types.hpp"
#include "baton/cel/uses.hpp"
#include "baton/core/result.hpp"
#include "baton/facts/definitions.hpp"

#include <optional>

namespace baton::templates {

// The type of a fact's value.
cel::Type type_of(const facts::Definition& fact);
// What is wrong with how an expression reads a fact: there is none of that name, or it has a key or
// none. nullopt if nothing is.
std::optional<core::Error> fault_of_fact(const facts::Definitions& facts,
                                         const cel::NamedFact& named);

}  // namespace baton::templates
