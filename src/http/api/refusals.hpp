#pragma once

#include "baton/core/json.hpp"
#include "baton/core/limits.hpp"
#include "baton/core/result.hpp"
#include "baton/core/time.hpp"
#include "baton/ingress/webhook.hpp"

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>

namespace baton::http {

// What is kept of a delivery that a webhook refused: enough to find out why, and nothing that could
// be used. Of the header fields, those are shown whose names say that they hold no proof; of the
// others only how long they are. Of the query only the names, and of the body its length and its
// SHA-256 digest. `reason` is the word that the metric counts it by.
core::Json refusal_record(const ingress::Hook& hook, const ingress::Inbound& request,
                          const core::Error& error, std::string_view reason, int status,
                          core::Time at);

// The last deliveries that webhooks refused, in memory, for people to look at. They are lost when
// the process ends: a stranger who sends bad requests all the time must not fill the disk. One
// thread.
class Refusals {
 public:
  // Keeps a record, and forgets the oldest ones when there are too many.
  void keep(const core::Json& record);
  // The newest first, as JSON text in the form of a page; only those of one connection if
  // `connection` is not empty.
  std::string text(std::string_view connection) const;

 private:
  struct Item {
    std::string connection;
    std::string text;
  };
  static constexpr std::size_t kKeptMax = 200;
  // Those of one connection at most, so that one that is attacked does not hide the others.
  static constexpr std::size_t kOfOneMax = 100;
  static constexpr std::size_t kBytesMax = core::kPageBytesMax;

  std::deque<Item> items_{};
  std::size_t bytes_ = 0;
};

}  // namespace baton::http
