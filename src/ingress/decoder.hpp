#pragma once

#include "baton/ingress/decode.hpp"
#include "baton/ingress/expressions.hpp"
#include "baton/ingress/webhook.hpp"

#include <optional>
#include <string>
#include <vector>

// The rules by which a vendor's payloads become events. A manifest writes them like this:
//
//   decode:
//     - body: json               # json | form | xml | cloudevents: chosen by Content-Type
//       member: payload          # form: the field that holds JSON, when it is there
//       each: ${body.events}     # one event for each element; absent: one event for all
//       split:                   # with each: lists in an element; each entry is one event
//         changes: ${item.?changes}
//       events:                  # rules; the first whose `when` holds makes the event
//         - when: body.kind == "x"
//           type: ticket.created
//           id: ${...}           # what a redelivery is known by
//           subject: ${...}
//           time: ${...}         # RFC 3339, Jira's and ServiceNow's forms of it, or seconds or
//                                # milliseconds since 1970
//           data: {...}
//           money: { amount: ${...}, currency: ${...} }   # becomes data.money, in minor units
//           # or: { cost: { micros: ${...}, currency: ${...} } }, which becomes data.cost; an
//           # amount is in whole units, in millionths (micros) or in minor units (minor_units)
//           decision:            # how a person decided on an approval; not with `each`
//             { approval: ${...}, hash: ${...}, approve: ${...}, who: ${...} }
//
// What becomes one event is called an item. Without `each` the body is the only item. With `each`,
// every element of that list is an item; a single object counts as a list with one element. With
// `split`, the entries of the lists in an element are items in its place; an element whose lists
// have no entries is an item itself. One of several items that cannot be read becomes an event
// CONNECTION.unreadable with the cause, and the others are read.
//
// Expressions may use the names body, headers (in lower case), query and connection. With `each`
// they may also use item, and index, which is the number of the element from 0 on. With `split`
// they may also use element, which is the element without the lists that are split, and under,
// which is the name of the list in which the item stands; it is "" if the item is the element
// itself.
namespace baton::ingress {

// The compiled rules of one manifest. They never change, and any thread may use them.
class Decoder {
 public:
  // How a body is read.
  enum class Format { json, form, xml, cloudevents };
  // One rule under `events`. A null member is absent.
  struct Rule {
    // The condition of the rule; null: it always applies.
    ExpressionPtr when{};
    // The type of the event; never null.
    DocumentPtr type{};
    // The id by which a repeated delivery is known.
    DocumentPtr id{};
    // The subject of the event.
    DocumentPtr subject{};
    // The time of the event.
    DocumentPtr time{};
    // The data of the event; null: the item or the body itself.
    DocumentPtr data{};
    // The amounts and currencies that become the member `money` of the data, or other members.
    DocumentPtr money{};
    // How a person decided on an approval, if the event tells that.
    DocumentPtr decision{};
  };
  // One list under `split`.
  struct Split {
    // The name of the list. Expressions read it as `under`.
    core::Json under{};
    // The entries of the list.
    DocumentPtr items{};
  };
  // One entry under `decode`: the rules for bodies of one format.
  struct Part {
    // How a body is read.
    Format format = Format::json;
    // True if an expression under `split` or `events` reads `body`. The constructor of Decoder sets
    // it.
    bool reads_body = false;
    // The field of a form that holds JSON. Empty: the form itself is the body.
    std::string member{};
    // The list of which every element becomes an event; null: the body becomes one event.
    DocumentPtr each{};
    // The lists in an element of which every entry becomes an event.
    std::vector<Split> splits{};
    // The rules in their order. The first one that applies makes the event.
    std::vector<Rule> rules{};
  };
  // A body that has been read.
  struct Body {
    // Its value.
    core::Json json{};
    // The part that reads it, which belongs to the decoder.
    const Part* part = nullptr;
  };

  // What a body came to.
  struct Decoded {
    // Each has a source, a time and, unless deduplication is off, an id.
    std::vector<core::Event> events{};
    // The decision of the one event, if it tells one. ApprovalAnswer::person is not set yet.
    std::optional<ApprovalAnswer> decision{};
  };

  // Makes a decoder of these parts.
  explicit Decoder(std::vector<Part> parts);

  // Chooses the part by the media type, or by DecodeOptions::body, and reads the body with it.
  // Errors: unsupported (no part reads this media type), invalid and too_large.
  core::Result<Body> read(const Inbound& request, const DecodeOptions& options) const;
  // Makes the events of a body that read() has returned.
  core::Result<Decoded> events(Body body, const Inbound& request, const DecodeOptions& options,
                               core::Time now) const;
  // Makes the events of a list of records that were fetched and not sent to a webhook.
  core::Result<std::vector<core::Event>> records(core::Json records, const DecodeOptions& options,
                                                 core::Time now) const;
  // True if one request can bring several events.
  bool reads_batches() const;

 private:
  // The part for a request.
  core::Result<const Part*> choose(const Inbound& request, const DecodeOptions& options) const;
  // The media types that are accepted, as an error lists them.
  std::string taken() const;

  std::vector<Part> parts_;
  std::vector<cel::Path> reads_;  // the members of headers and query that expressions read
};

}  // namespace baton::ingress
