#pragma once

#include "baton/core/event.hpp"
#include "baton/core/result.hpp"
#include "baton/ingress/webhook.hpp"

#include <map>
#include <string>
#include <vector>

namespace baton::ingress {

// A CloudEvent with all of its attributes: the four that core::Event has no place for
// (datacontenttype, dataschema, extensions, specversion) are only here.
struct CloudEvent {
  core::Event event{};  // type, source, origin (its id), subject, time, data
  std::map<std::string, std::string> attributes{};  // every attribute as text, also those above
};

// Reads the CloudEvents 1.0.2 HTTP binding: structured (application/cloudevents+json), batch
// (application/cloudevents-batch+json) or binary (ce-* headers). All of a batch or nothing. Data
// that is JSON becomes JSON; text becomes a string; bytes become {"data_base64": …}. A missing time
// is `now`. Errors: unsupported (another event format), invalid (`where` names the attribute),
// too_large.
core::Result<std::vector<CloudEvent>> read_cloudevents(const Inbound& request, core::Time now);

// One in the JSON format, as it stands in a batch. Errors: as read_cloudevents().
core::Result<CloudEvent> read_cloudevent(const core::Json& json, core::Time now);

// As read_cloudevents, events only.
core::Result<std::vector<core::Event>> parse_cloudevents(const Inbound& request,
                                                         core::Time now = {});

// The answer to `OPTIONS`, the abuse protection of the CloudEvents webhook specification: grants
// when WebHook-Request-Origin is among `allowed` ("*" allows all); else names no origin, which
// grants nothing.
Reply cloudevents_handshake(const Inbound& request, const std::vector<std::string>& allowed);

}  // namespace baton::ingress
