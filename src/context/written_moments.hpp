#pragma once

#include "context/compared_words.hpp"

#include <vector>

// The dates and the times of day that a text names, in English and in French. Pure; any thread.
namespace baton::context {

// A date. What the text does not say of it is zero: "30 November" has no year, and "in 2026" has
// neither day nor month.
struct WrittenDate {
  int year = 0;
  int month = 0;
  int day = 0;
};

// A time of day. `second` is negative where the text does not say it.
struct WrittenTime {
  int hour = 0;
  int minute = 0;
  int second = -1;
};

struct WrittenMoments {
  std::vector<WrittenDate> dates{};
  std::vector<WrittenTime> times{};
  // For each word of the text: whether it is a part of one of these.
  std::vector<bool> has{};
};

WrittenMoments written_moments(const std::vector<ComparedWord>& words);

// Whether a date, or a time, says nothing that the other one does not say as well.
bool is_said_by(const WrittenDate& date, const WrittenDate& other);
bool is_said_by(const WrittenTime& time, const WrittenTime& other);

}  // namespace baton::context
