#include "image.h"
#include "resample.h"

#include <algorithm>
#include <cstring>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

struct edgekd_image {
    cv::Mat pixels;
};

namespace {

// The callers run one decoder a thread, so OpenCV's own threads would only compete with them. Messages come back as
// return values, so OpenCV need not print them.
void initialize() {
    static const bool done = [] {
        cv::setNumThreads(1);
        cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
        return true;
    }();
    (void)done;
}

int fail(const std::string& message, char* error, size_t error_size) {
    if (error != nullptr && error_size > 0) {
        const size_t length = std::min(message.size(), error_size - 1);
        std::memcpy(error, message.data(), length);
        error[length] = 0;
        std::replace(error, error + length, '\n', ' ');
    }
    return 1;
}

// In place: cv::cvtColor copies the whole picture first where source and destination are the same.
void swap_red_and_blue(cv::Mat& pixels) {
    for (int y = 0; y < pixels.rows; y++) {
        uint8_t* row = pixels.ptr(y);
        for (int x = 0; x < pixels.cols; x++) std::swap(row[3 * x], row[3 * x + 2]);
    }
}

template <typename Body>
int guarded(char* error, size_t error_size, Body&& body) {
    try {
        initialize();
        return body();
    } catch (const cv::Exception& e) {
        return fail(e.err, error, error_size);
    } catch (const std::bad_alloc&) {
        return fail("not enough memory", error, error_size);
    } catch (const std::exception& e) {
        return fail(e.what(), error, error_size);
    } catch (...) {
        return fail("unknown error in the image library", error, error_size);
    }
}

}  // namespace

int edgekd_image_decode(const uint8_t* data, size_t size, int64_t max_pixels, edgekd_image** result, int32_t* height,
                        int32_t* width, char* error, size_t error_size) {
    return guarded(error, error_size, [&] {
        if (size > static_cast<size_t>(INT32_MAX)) return fail("the file is larger than 2 GiB", error, error_size);
        const cv::Mat encoded(1, static_cast<int>(size), CV_8UC1, const_cast<uint8_t*>(data));
        auto image = std::make_unique<edgekd_image>();
        cv::imdecode(encoded, cv::IMREAD_COLOR, &image->pixels);
        cv::Mat& pixels = image->pixels;
        if (pixels.empty() || pixels.type() != CV_8UC3) return fail("the picture cannot be decoded", error, error_size);
        if (static_cast<int64_t>(pixels.rows) * pixels.cols > max_pixels)
            return fail("the picture is larger than its header says", error, error_size);
        swap_red_and_blue(pixels);
        *height = pixels.rows;
        *width = pixels.cols;
        *result = image.release();
        return 0;
    });
}

int edgekd_image_copy(const edgekd_image* image, uint8_t* destination, size_t destination_size, char* error,
                      size_t error_size) {
    return guarded(error, error_size, [&] {
        const cv::Mat& pixels = image->pixels;
        const size_t row = static_cast<size_t>(pixels.cols) * 3;
        if (row * pixels.rows != destination_size) return fail("the destination has another size", error, error_size);
        for (int y = 0; y < pixels.rows; y++) std::memcpy(destination + row * y, pixels.ptr(y), row);
        return 0;
    });
}

const uint8_t* edgekd_image_pixels(const edgekd_image* image, size_t* stride) {
    *stride = image->pixels.step;
    return image->pixels.data;
}

void edgekd_image_free(edgekd_image* image) { delete image; }

int edgekd_image_resize(const uint8_t* source, size_t source_stride, int32_t source_height, int32_t source_width,
                        int64_t full_height, int64_t full_width, int64_t top, int64_t left, uint8_t* destination,
                        int32_t height, int32_t width, int32_t filter, char* error, size_t error_size) {
    return guarded(error, error_size, [&] {
        const bool fits = source_height > 0 && source_width > 0 && height > 0 && width > 0 && top >= 0 && left >= 0 &&
                          top <= full_height - height && left <= full_width - width &&
                          source_stride >= static_cast<size_t>(source_width) * 3;
        if (!fits || filter < 0 || filter > 1) return fail("the window lies outside of the picture", error, error_size);
        edgekd::resample(source, source_stride, source_height, source_width, full_height, full_width, top, left, height,
                         width, static_cast<edgekd::Filter>(filter), destination);
        return 0;
    });
}

int edgekd_image_encode(const uint8_t* pixels, int32_t height, int32_t width, int32_t jpeg_quality, uint8_t* destination,
                        size_t destination_size, size_t* written, char* error, size_t error_size) {
    return guarded(error, error_size, [&] {
        if (height < 1 || width < 1 || jpeg_quality < 0 || jpeg_quality > 100)
            return fail("size or quality is out of range", error, error_size);
        cv::Mat bgr;
        cv::cvtColor(cv::Mat(height, width, CV_8UC3, const_cast<uint8_t*>(pixels)), bgr, cv::COLOR_RGB2BGR);
        std::vector<uint8_t> encoded;
        const bool done = jpeg_quality == 0 ? cv::imencode(".png", bgr, encoded)
                                            : cv::imencode(".jpg", bgr, encoded, {cv::IMWRITE_JPEG_QUALITY, jpeg_quality});
        if (!done) return fail("the picture cannot be encoded", error, error_size);
        if (encoded.size() > destination_size) return fail("the destination is too small", error, error_size);
        std::memcpy(destination, encoded.data(), encoded.size());
        *written = encoded.size();
        return 0;
    });
}
