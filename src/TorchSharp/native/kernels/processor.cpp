// Chooses the loops of this processor.
#include "loops.h"

namespace edgekd {
namespace plain { extern const Loops table; }
#ifdef __x86_64__
namespace avx2 { extern const Loops table; }
namespace avx512 { extern const Loops table; }
#endif

const Loops& loops() {
#ifdef __x86_64__
  static const Loops& best = [&]() -> const Loops& {
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq")) return avx512::table;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return avx2::table;
    return plain::table;
  }();
  return best;
#else
  return plain::table;
#endif
}

int64_t depthwise_band(const Depthwise& s) {
  const int64_t row_bytes = (s.width + s.size + s.stride) * 16 * 4;
  const int64_t rows = 24 * 1024 / row_bytes - s.size;
  return rows < 4 ? 4 : rows > s.height ? s.height : rows;
}

int64_t depthwise_scratch(const Depthwise& s) { return (depthwise_band(s) + s.size + s.stride) * (s.width + s.size + s.stride) * 16; }

}  // namespace edgekd
