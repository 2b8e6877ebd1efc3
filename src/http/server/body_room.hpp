#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace baton::http {

// The memory for large bodies that are still on their way, over all connections. Only those get any
// whose request is wanted: holders of a token, and the hooks of connections, which prove themselves
// by a signature over the whole body and so cannot be known before. Neither of the two takes the
// last quarter, which is kept for the other. When there is no room, the address that holds the most
// gives way, and of its bodies the one that has been coming the longest: an honest body comes in a
// moment, one that fills the room comes as slowly as it may. Bodies that began in the same second
// give way to those of a smaller address only. One thread.
class BodyRoom {
 public:
  enum class Kind { token, hook };
  // Who holds room: one request on its way.
  class Holder {
   public:
    virtual ~Holder() = default;
    // Its room was given to another: it ends.
    virtual void give_way() = 0;
  };

  struct Sender {
    Kind kind;
    std::int64_t began_s;  // when its body began, in seconds
    std::string peer;      // its address
  };

  explicit BodyRoom(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  // Makes what `holder` has `bytes` in all. False: there is no room.
  bool take(Holder& holder, const Sender& sender, std::size_t bytes);
  // Its body is whole: it gives way no more, and is held until it is answered.
  void arrived(Holder& holder);
  void give_back(Holder& holder);
  std::size_t held() const { return of(Kind::token).bytes + of(Kind::hook).bytes; }

 private:
  struct Part {
    Sender sender;
    std::size_t bytes;
  };
  // Of one address.
  struct Arriving {
    std::size_t bytes = 0;
    std::set<std::pair<std::int64_t, Holder*>> bodies{};  // by the second they began in
  };
  struct Kept {
    std::size_t bytes = 0;
    std::map<std::string, Arriving, std::less<>> arriving{};
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
