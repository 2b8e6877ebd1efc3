// CloudEvents over HTTP: structured, batch and binary. What is taken has its attributes in order,
// and is the same when read again.
#include "baton/ingress/cloudevents.hpp"
#include "fuzz/inbound.hpp"

#include <algorithm>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace baton;
  using fuzz::hold;
  const ingress::Inbound request = fuzz::inbound_of(fuzz::text_of(data, size));
  const core::Time now(std::chrono::seconds(1'700'000'000));
  const auto events = ingress::read_cloudevents(request, now);
  const auto again = ingress::read_cloudevents(request, now);
  hold(events.has_value() == again.has_value(), "the same twice");
  (void)ingress::cloudevents_handshake(request, {"https://a.example", "*"});
  if (!events) {
    hold(!events.error().message.empty(), "a refusal says why");
    return 0;
  }
  hold(events->size() <= core::kBatchEventsMax, "a batch is bounded");
  for (const auto& one : *events) {
    for (const auto& [name, value] : one.attributes) {
      hold(std::all_of(name.begin(), name.end(),
                       [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }),
           "attributes are lower case");
      hold(core::is_utf8(value), "attributes are text");
    }
    hold(one.attributes.contains("specversion") && one.attributes.at("specversion") == "1.0",
         "the version is known");
    hold(!one.event.type.empty() && !one.event.source.empty() && !one.event.origin.empty(),
         "type, source and id are there");
    hold(one.event.origin == one.attributes.at("id") && one.event.type == one.attributes.at("type"),
         "the event is what its attributes say");
    const auto stored =
        core::parse_json(core::dump(one.event.to_json()), {core::kJsonDepthMax + 4, false});
    hold(stored.has_value() && (*stored)["data"] == one.event.data,
         "an event can be stored and read");
  }
  return 0;
}
