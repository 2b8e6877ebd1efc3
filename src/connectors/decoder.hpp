#pragma once

#include "baton/connectors/webhook.hpp"
#include "connectors/expressions.hpp"

#include <memory>
#include <string>
#include <vector>

// How a vendor's payloads become events, as its manifest declares it:
//
//   decode:
//     - body: json                    # json | form | xml | cloudevents: what this part is for,
//     chosen by Content-Type
//       member: payload               # form: the field that holds JSON, when it is there
//       each: ${body.events}          # one event for each element (one object counts as a list of
//       one); absent: one for all split:                        # with each: lists of an element
//       whose entries are events by themselves; they are then the items
//         changes: ${item.?changes}
//       events:                       # the first whose `when` holds
//         - when: body.kind == "x"
//           type: ticket.created
//           id: ${...}                # what a redelivery is known by
//           subject: ${...}
//           time: ${...}              # RFC 3339, Jira's and ServiceNow's forms of it, or seconds
//           or milliseconds since 1970 data: {...}
//
// With `each`, what cannot be read of an element becomes an event CONNECTION.unreadable, with the
// cause, and its neighbours stay.
//
// So it is with the entries of the lists under `split`; an element of which none gives an entry is
// an item itself.
//
// Names: body, headers (lower case), query, connection; with `each`, item and index; with `split`,
// element (without what is split) and under (the name of the list that the item is from, or "").
namespace baton::connectors {

class Decoder {
 public:
  enum class Format { json, form, xml, cloudevents };
  struct Rule {
    ExpressionPtr when{};  // null: always
    DocumentPtr type{};
    DocumentPtr id{};  // these may be null
    DocumentPtr subject{};
    DocumentPtr time{};
    DocumentPtr data{};
  };
  struct Split {
    core::Json under{};  // its name
    DocumentPtr items{};
  };
  struct Part {
    Format format = Format::json;
    std::string member{};
    DocumentPtr each{};
    std::vector<Split> splits{};
    std::vector<Rule> rules{};
  };
  struct Body {
    core::Json json{};
    const Part* part = nullptr;
  };

  explicit Decoder(std::vector<Part> parts);
  // `value`: the list under `decode`. Null when something is wrong with it, which is then among the
  // findings.
  static std::shared_ptr<const Decoder> compile(const formats::YamlFile& file,
                                                const std::string& pointer, const core::Json& value,
                                                core::Findings& findings);

  // Chooses the part by media type, or by HookOptions::body, and reads the body with it. Errors:
  // unsupported, invalid, too_large.
  core::Result<Body> read(const Inbound& request, const HookOptions& options) const;
  // The events of a body that read() gave, each with a source, an id unless dedup is off, and a
  // time.
  core::Result<std::vector<core::Event>> events(Body body, const Inbound& request,
                                                const HookOptions& options, core::Time now) const;
  bool reads_batches() const;

 private:
  core::Result<const Part*> choose(const Inbound& request, const HookOptions& options) const;
  std::string taken() const;  // what it takes, for people

  std::vector<Part> parts_;
  std::vector<cel::Path> reads_;  // of headers and query: what the expressions of its parts read
};

}  // namespace baton::connectors
