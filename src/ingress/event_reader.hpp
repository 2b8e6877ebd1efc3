#pragma once

#include "ingress/decoder.hpp"

#include <vector>

// The events of one request to a webhook.
namespace baton::ingress {

// What all events of one request share.
struct Source {
  const Inbound& request;
  const DecodeOptions& options;
  core::Time now;
};

// By a manifest's rules.
class EventReader {
 public:
  // All three outlive it. `names` are the request's; an element's come and go.
  EventReader(const Decoder::Part& part, Values& names, const Source& source)
      : part_(part), names_(names), source_(source) {}

  // The event of `item`, which is moved from. `many`: it is one of several.
  core::Result<core::Event> read(core::Json& item, bool many);
  // All events of one element of a batch; what cannot be read of it is one too.
  void read_element(core::Json& element, std::vector<core::Event>& events);

 private:
  void read_split(const Decoder::Split& split, const core::Json& element,
                  std::vector<core::Event>& events);
  void read_part(core::Json& part, std::vector<core::Event>& events);

  const Decoder::Part& part_;
  Values& names_;
  const Source& source_;
  core::Json around_{};  // while the parts of an element are read: the element without them
};

// Of a request that holds CloudEvents. What cannot be read of a batch is an event
// CONNECTION.unreadable, and its neighbours stay; with DecodeOptions::whole_batches, nothing of
// such a batch is taken.
core::Result<std::vector<core::Event>> events_of_cloudevents(const Source& source);

core::Error not_as_declared(core::Error error);

}  // namespace baton::ingress
