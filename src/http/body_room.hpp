#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>

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
  std::size_t held() const { return held_[0] + held_[1]; }

 private:
  struct Part {
    Kind kind;
    std::int64_t began_s;
    std::size_t bytes;
  };
  bool fits(Kind kind, std::size_t more) const;
  bool free_oldest(Kind kind, std::int64_t before_s);
  std::size_t& held(Kind kind) { return held_[static_cast<std::size_t>(kind)]; }

  std::size_t bytes_max_;
  std::size_t held_[2] = {0, 0};  // by Kind
  std::map<Holder*, Part> parts_;
};

}  // namespace baton::http
