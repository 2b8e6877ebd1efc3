#pragma once

#include "ingress/decoder.hpp"

#include <optional>
#include <utility>
#include <vector>

// The events of one request to a webhook.
namespace baton::ingress {

// What all events of one request have in common.
struct Delivery {
  // The request that brought them.
  const Inbound& request;
  // What the webhook says about its events.
  const DecodeOptions& options;
  // The wall clock's time when the request came.
  core::Time now;
};

// Makes events by the rules of a manifest. One thread.
class EventReader {
 public:
  // All arguments outlive the reader. `names` has the names of the request; the reader binds those
  // of each element in addition.
  EventReader(const Decoder::Part& part, Values& names, const Delivery& delivery)
      : part_(part), names_(names), delivery_(delivery) {}

  // Makes the event of a request that has one. What it holds of the body is moved there.
  core::Result<core::Event> read_one(core::Json& body);
  // The decision of the event that was read last. It is handed out once.
  std::optional<ApprovalAnswer> take_decision() { return std::exchange(decision_, std::nullopt); }
  // Adds all events of one element of a batch to `events`. Parts of it that cannot be read become
  // events CONNECTION.unreadable. Unless the element is still needed, what its event holds of it is
  // moved there.
  void read_element(core::Json& element, bool needed, std::vector<core::Event>& events);

 private:
  // Makes the event of `item`. `many` says that the request has several items. Only once the event
  // is made, parts of the item are moved to it, unless the item is still needed.
  core::Result<core::Event> read(core::Json& item, bool many, bool needed);
  void read_split(const Decoder::Split& split, const core::Json& element,
                  std::vector<core::Event>& events);
  void read_part(core::Json& part, bool needed, std::vector<core::Event>& events);

  const Decoder::Part& part_;
  Values& names_;
  const Delivery& delivery_;
  std::optional<ApprovalAnswer> decision_{};
  core::Json around_{};  // the element without its parts, while the parts are read
};

// Reads the events of a request that holds CloudEvents. An event of a batch that cannot be read
// becomes an event CONNECTION.unreadable, and the others are accepted. With
// DecodeOptions::whole_batches, such a batch is refused as a whole.
core::Result<std::vector<core::Event>> events_of_cloudevents(const Delivery& delivery);

// The error that a payload is not what the manifest declares, because an expression failed.
core::Error not_as_declared(core::Error error);

}  // namespace baton::ingress
