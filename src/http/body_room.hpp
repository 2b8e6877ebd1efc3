#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <utility>

namespace baton::http {

// The memory for large bodies that are still on their way, over all connections. Only those get any whose request is wanted:
// holders of a token, and the hooks of connections, which prove themselves by a signature over the whole body and so cannot be
// known before. Neither of the two takes the last quarter, which is kept for the other; and when there is no room, whoever has
// been sending the longest gives way: an honest body comes in a moment, one that fills the room comes as slowly as it may.
// One thread.
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

  explicit BodyRoom(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  // Makes what `holder` has `bytes` in all. False: there is no room. `began_s`: when its body began, in seconds.
  bool take(Holder& holder, Kind kind, std::int64_t began_s, std::size_t bytes);
  // Its body is whole: it gives way no more, and is held until it is answered.
  void arrived(Holder& holder);
  void give_back(Holder& holder);
  std::size_t held() const { return of(Kind::token).bytes + of(Kind::hook).bytes; }

 private:
  struct Part {
    Kind kind;
    std::int64_t began_s;
    std::size_t bytes;
  };
  bool fits(Kind kind, std::size_t more) const;
  bool free_oldest(Kind kind, std::int64_t before_s);
  struct Kept {
    std::size_t bytes = 0;
    std::set<std::pair<std::int64_t, Holder*>> arriving{};  // by the second they began in
  };
  Kept& of(Kind kind) { return kept_[static_cast<std::size_t>(kind)]; }
  const Kept& of(Kind kind) const { return kept_[static_cast<std::size_t>(kind)]; }

  std::size_t bytes_max_;
  std::array<Kept, 2> kept_{};
  std::map<Holder*, Part> parts_;
};

}  // namespace baton::http
