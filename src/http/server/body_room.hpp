#pragma once

#include <array>
#include <boost/asio/ip/address.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <utility>

namespace baton::http {

// The memory for large bodies that are still arriving, over all connections. Two kinds of requests
// may use it: those with a valid token, and webhooks, whose signature covers the body and so cannot
// be checked before it is whole. The last quarter is never given to the kind that has taken the
// rest, so that neither keeps the other out.
//
// When there is no room for a new body, an older one is ended: of the address that holds the most,
// the body that has been arriving the longest, because an honest body arrives quickly and an
// attacker's as slowly as it may. A body that began no earlier than the new one is ended only if
// its address holds more than the address of the new one would. Addresses are told apart as
// counted_address() says. One thread.
class BodyRoom {
 public:
  enum class Kind { token, hook };
  // A request whose body is arriving, and which holds room.
  class Holder {
   public:
    virtual ~Holder() = default;
    // Called when its room is given to another. The request ends.
    virtual void give_way() = 0;
  };

  struct Sender {
    Kind kind;
    std::int64_t began_s;  // when its body began, in seconds
    boost::asio::ip::address peer;
  };

  explicit BodyRoom(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  // Lets the holder have `bytes` in all, which may make others give way. False when there is no
  // room.
  bool take(Holder& holder, const Sender& sender, std::size_t bytes);
  // Says that the body is whole. It does not give way any more, and is held until it is answered.
  void arrived(Holder& holder);
  // Gives back what the holder has.
  void give_back(Holder& holder);
  // The bytes that all holders have.
  std::size_t held() const { return of(Kind::token).bytes + of(Kind::hook).bytes; }

 private:
  struct Part {
    Sender sender;
    std::size_t bytes;
  };
  // The bodies that are arriving from one address.
  struct Arriving {
    std::size_t bytes = 0;
    std::set<std::pair<std::int64_t, Holder*>> bodies{};  // by the second they began in
  };
  struct Kept {
    std::size_t bytes = 0;
    std::map<boost::asio::ip::address, Arriving> arriving{};  // by counted_address()
  };
  bool fits(Kind kind, std::size_t more) const;
  bool free_one(const Sender& sender, std::size_t more);
  Kept& of(Kind kind) { return kept_[static_cast<std::size_t>(kind)]; }
  const Kept& of(Kind kind) const { return kept_[static_cast<std::size_t>(kind)]; }

  std::size_t bytes_max_;
  std::array<Kept, 2> kept_{};
  std::map<Holder*, Part> parts_;
};

}  // namespace baton::http
