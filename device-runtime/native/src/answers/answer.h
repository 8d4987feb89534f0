// What a classifier answered about one image.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace edgekd {

struct Answer {
    std::vector<int>
        top;  // the likeliest classes, at most 5, the first one first; of equals, the one with the smaller number
    double score = 0;                  // the softmax probability of the first one
    double label_log_probability = 0;  // natural logarithm; 0 where no label was given
};

// The likeliest classes, best first.
std::vector<int> likeliest(const float* logits, size_t count, size_t depth);

// The softmax probability of each class.
std::vector<double> softmax(const float* logits, size_t count);

// `label` is below 0 where the image has none. An error where a logit is not finite: the answer would mean nothing.
Answer answer_of(const float* logits, size_t count, int label);

// The first 16 hexadecimal digits of the SHA-256 of the logits' little-endian float32 bytes.
std::string logits_digest(const float* logits, size_t count);

}  // namespace edgekd
