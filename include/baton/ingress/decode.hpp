#pragma once

#include "baton/core/event.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/json.hpp"
#include "baton/core/result.hpp"
#include "baton/core/time.hpp"
#include "baton/formats/yaml_file.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace baton::ingress {

// The rules by which a vendor's payloads become events: the list under `decode` in a connector's
// manifest, with its expressions compiled. It never changes, and any thread may use it.
class Decoder;

// Compiles the list under `decode`, which stands at the JSON pointer `pointer` in `file`. Returns
// null if it has a mistake, and adds each mistake with its place to `findings`.
std::shared_ptr<const Decoder> compile_decoder(const formats::YamlFile& file,
                                               const std::string& pointer, const core::Json& value,
                                               core::Findings& findings);

// What one webhook says about its events. The rules of the manifest are shared by all webhooks of
// its connector.
struct DecodeOptions {
  // The name of the connection, which is the source of the events.
  std::string connection{};
  // The settings of the connection, for the rules of polls: connection.settings.NAME. Null: there
  // are none, as in webhooks.
  core::Json settings{};
  // The header field with the id of the delivery, for rules that name no id.
  std::string id_header{};
  // The member of the body, or of the element of a batch, that holds the id of the event, for rules
  // that name no id and requests without `id_header`. Empty: there is none.
  std::string id_member{};
  // "json": the body is read as JSON, whatever its Content-Type says. Empty: Content-Type decides.
  std::string body{};
  // True: a request without any id is known again by the SHA-256 of its body. False: every request
  // without an id counts as a new one.
  bool dedup_by_body = true;
  // True: a batch of CloudEvents is accepted whole or not at all. False: each event of it that
  // cannot be read becomes an event CONNECTION.unreadable. The scheme of the webhook decides.
  bool whole_batches = false;
};

// Makes events of the records that a poll has brought. The decoder's rules for JSON are applied as
// if the list `records` were the `body` of a webhook. Errors are those of a webhook: invalid and
// too_large.
core::Result<std::vector<core::Event>> decode_records(const Decoder& decoder, core::Json records,
                                                      const DecodeOptions& options, core::Time now);

// Reads a time as vendors write it: RFC 3339, Jira's form of it ("…+0000"), ServiceNow's
// ("2026-05-04 10:11:10", in UTC), or seconds or milliseconds since 1970. Nullopt for anything
// else.
std::optional<core::Time> lenient_time(const core::Json& value);

}  // namespace baton::ingress
