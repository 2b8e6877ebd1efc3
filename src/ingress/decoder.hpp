#pragma once

#include "baton/ingress/decode.hpp"
#include "baton/ingress/expressions.hpp"
#include "baton/ingress/webhook.hpp"

#include <string>
#include <vector>

// How a vendor's payloads become events, as its manifest declares it:
//
//   decode:
//     - body: json               # json | form | xml | cloudevents: chosen by Content-Type
//       member: payload          # form: the field that holds JSON, when it is there
//       each: ${body.events}     # one event for each element; absent: one event for all
//       split:                   # with each: lists of an element whose entries are the items
//         changes: ${item.?changes}
//       events:                  # the first whose `when` holds
//         - when: body.kind == "x"
//           type: ticket.created
//           id: ${...}           # what a redelivery is known by
//           subject: ${...}
//           time: ${...}         # RFC 3339, Jira's and ServiceNow's forms of it, or seconds or
//                                # milliseconds since 1970
//           data: {...}
//
// With `each`, one object counts as a list of one. What cannot be read of an element becomes an
// event CONNECTION.unreadable, with the cause, and its neighbours stay. The same holds for the
// entries of the lists under `split`; an element of which none gives an entry is an item itself.
//
// Names: body, headers (lower case), query, connection; with `each`, item and index; with `split`,
// element (without what is split) and under (the name of the list that the item is from, or "").
namespace baton::ingress {

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

  // Chooses the part by media type, or by DecodeOptions::body, and reads the body with it. Errors:
  // unsupported, invalid, too_large.
  core::Result<Body> read(const Inbound& request, const DecodeOptions& options) const;
  // The events of a body that read() gave, each with a source, an id unless dedup is off, and a
  // time.
  core::Result<std::vector<core::Event>> events(Body body, const Inbound& request,
                                                const DecodeOptions& options, core::Time now) const;
  bool reads_batches() const;

 private:
  core::Result<const Part*> choose(const Inbound& request, const DecodeOptions& options) const;
  std::string taken() const;  // what it takes, for people

  std::vector<Part> parts_;
  std::vector<cel::Path> reads_;  // of headers and query: what the expressions of its parts read
};

}  // namespace baton::ingress
