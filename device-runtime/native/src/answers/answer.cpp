#include "answer.h"

#include "../crypto/sha256.h"
#include "../faults/fault.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "logits are digested as they lie in memory, which has to be little-endian"
#endif

namespace edgekd {

std::vector<int> likeliest(const float* logits, size_t count, size_t depth) {
    std::vector<int> order(count);
    std::iota(order.begin(), order.end(), 0);
    depth = std::min(depth, count);
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(depth), order.end(),
                      [&](int a, int b) { return logits[a] > logits[b] || (logits[a] == logits[b] && a < b); });
    order.resize(depth);
    return order;
}

std::vector<double> softmax(const float* logits, size_t count) {
    const double largest = *std::max_element(logits, logits + count);
    std::vector<double> probabilities(count);
    double sum = 0;
    for (size_t k = 0; k < count; k++) sum += probabilities[k] = std::exp(logits[k] - largest);
    for (double& p : probabilities) p /= sum;
    return probabilities;
}

Answer answer_of(const float* logits, size_t count, int label) {
    for (size_t k = 0; k < count; k++)
        if (!std::isfinite(logits[k]))
            throw Fault("logit " + std::to_string(k) +
                        " is not a finite number; the weights or the normalisation are broken.");
    Answer answer;
    answer.top = likeliest(logits, count, 5);
    const double largest = logits[answer.top[0]];
    double sum = 0;
    for (size_t k = 0; k < count; k++) sum += std::exp(logits[k] - largest);
    answer.score = 1 / sum;
    if (label >= 0) answer.label_log_probability = std::min(0.0, logits[label] - largest - std::log(sum));
    return answer;
}

std::string logits_digest(const float* logits, size_t count) {
    return hexadecimal(sha256({reinterpret_cast<const uint8_t*>(logits), count * sizeof(float)})).substr(0, 16);
}

}  // namespace edgekd
