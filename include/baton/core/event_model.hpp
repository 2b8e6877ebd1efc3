#pragma once

#include "baton/core/event.hpp"

#include <span>
#include <string>
#include <string_view>

// The common data model: families of types whose data has the same form, whatever system the event
// came from. config/schema/events has a JSON Schema of each. Any thread.
namespace baton::core {

// The version of all of these schemas. It grows with a change after which data that fitted before
// does not fit any more, or means something else.
inline constexpr int kEventModelVersion = 1;

// The families, sorted: "ads.adset", "crm.opportunity", "ticket".
std::span<const std::string_view> event_families();
// The family of a type: "crm.opportunity" of "crm.opportunity.updated"; empty if it belongs to
// none.
std::string_view event_family(std::string_view type);
// The URN of a family's schema: "urn:baton:schema:events:crm.opportunity:1".
std::string schema_urn(std::string_view family);
// The attribute `dataschema` of an event (CloudEvents 1.0.2, section 3.1.2): the schema that its
// data fits. Empty if its type belongs to no family, and if it did not come in through a
// connection: whoever hands in an event with a token answers for its form.
std::string data_schema(const Event& event);

}  // namespace baton::core
