#pragma once

#include "baton/core/event.hpp"
#include "baton/core/result.hpp"
#include "baton/ingress/webhook.hpp"

#include <map>
#include <string>
#include <vector>

namespace baton::ingress {

// A CloudEvent with all of its attributes (CloudEvents 1.0.2). The attributes that core::Event has
// no member for (datacontenttype, dataschema, specversion and extensions) stand only here.
struct CloudEvent {
  // The event: type, source, subject, time and data, and its id as `origin`.
  core::Event event{};
  // Every attribute as text by its name, including those of `event`.
  std::map<std::string, std::string> attributes{};
};

// Reads a request of the CloudEvents 1.0.2 HTTP binding. It may be structured
// (application/cloudevents+json), a batch (application/cloudevents-batch+json) or binary (ce-*
// header fields). One event of a batch that cannot be read makes the whole batch an error. Data
// that is JSON becomes JSON, text becomes a string, and bytes become {"data_base64": …}. An event
// without a time gets `now`. Errors: unsupported (another event format, or a body in a coding),
// invalid (`where` names the attribute) and too_large. Any thread.
core::Result<std::vector<CloudEvent>> read_cloudevents(const Inbound& request, core::Time now);

// Reads one event in the JSON format, which is an element of a batch. Errors are those of
// read_cloudevents(). Any thread.
core::Result<CloudEvent> read_cloudevent(const core::Json& json, core::Time now);

// Reads a request as read_cloudevents() does, and returns the events without their other
// attributes.
core::Result<std::vector<core::Event>> parse_cloudevents(const Inbound& request,
                                                         core::Time now = {});

// Answers `OPTIONS`, the abuse protection of the CloudEvents webhook specification (HTTP 1.1 Web
// Hooks for Event Delivery, section 4). The answer grants delivery if WebHook-Request-Origin is
// among `allowed`, where "*" allows every origin. Otherwise it names no origin, which grants
// nothing. Any thread.
Reply cloudevents_handshake(const Inbound& request, const std::vector<std::string>& allowed);

}  // namespace baton::ingress
