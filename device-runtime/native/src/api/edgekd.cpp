#include <edgekd.h>

#include "../answers/answer.h"
#include "../faults/fault.h"
#include "../imaging/image_decoder.h"
#include "device_model.h"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

struct edgekd_model {
    edgekd::DeviceModel model;
};

struct edgekd_input {
    edgekd::ModelInput input;
};

namespace {

using namespace edgekd;

edgekd_result fail(edgekd_result result, const std::string& message, char* error, size_t error_size) {
    if (error != nullptr && error_size > 0) {
        size_t length = std::min(message.size(), error_size - 1);
        // Not within a character of UTF-8.
        while (length > 0 && length < message.size() && (static_cast<unsigned char>(message[length]) & 0xC0) == 0x80)
            length--;
        std::memcpy(error, message.data(), length);
        error[length] = '\0';
    }
    return result;
}

template <typename Body>
edgekd_result guarded(char* error, size_t error_size, Body&& body) {
    try {
        body();
        return EDGEKD_OK;
    } catch (const Fault& fault) {
        return fail(static_cast<edgekd_result>(fault.outcome()), fault.what(), error, error_size);
    } catch (const std::bad_alloc&) {
        return fail(EDGEKD_FAILED, "There is not enough memory.", error, error_size);
    } catch (const std::exception& e) {
        return fail(EDGEKD_FAILED, one_line(e.what()), error, error_size);
    } catch (...) {
        return fail(EDGEKD_FAILED, "Something unknown went wrong.", error, error_size);
    }
}

template <typename T>
void require(const T* pointer, const char* what) {
    if (pointer == nullptr) throw Fault(std::string(what) + " is null.", Outcome::usage);
}

std::string or_empty(const char* text) { return text == nullptr ? "" : text; }

const char* or_null(const std::string& text) { return text.empty() ? nullptr : text.c_str(); }

// Pixels of a caller, whose sizes have to be those of a picture.
void require_sizes(int32_t height, int32_t width) {
    if (height < 1 || width < 1 || static_cast<int64_t>(height) * width > kMaxPixels)
        throw Fault("A picture cannot have " + std::to_string(width) + "×" + std::to_string(height) + " pixels.",
                    Outcome::usage);
}

}  // namespace

const char* edgekd_version(void) { return EDGEKD_VERSION; }

edgekd_result edgekd_model_open(const edgekd_open_options* options, edgekd_model** model, char* error,
                                size_t error_size) {
    return guarded(error, error_size, [&] {
        require(options, "options");
        require(model, "model");
        if (options->size != sizeof(edgekd_open_options))
            throw Fault("options->size is not sizeof(edgekd_open_options).", Outcome::usage);
        require(options->path, "options->path");
        OpenSettings settings;
        settings.path = options->path;
        settings.key = or_empty(options->key);
        settings.precision = or_empty(options->precision);
        settings.target = options->target == nullptr ? "local" : options->target;
        settings.runtime = or_empty(options->runtime);
        settings.run.provider = options->provider == nullptr ? "cpu" : options->provider;
        settings.run.threads = options->threads == 0 ? 1 : options->threads;
        *model = new edgekd_model{DeviceModel(settings)};
    });
}

void edgekd_model_close(edgekd_model* model) { delete model; }

void edgekd_model_describe(const edgekd_model* model, edgekd_model_info* info) {
    const auto& m = model->model;
    info->file = m.file().c_str();
    info->sha256 = m.sha256().c_str();
    info->precision = or_null(m.precision());
    info->bundle = or_null(m.bundle());
    info->version = or_null(m.version());
    info->verified = m.verified().c_str();
    info->runtime_version = m.classifier().library().version().c_str();
    info->class_count = m.classifier().class_count();
    info->height = m.classifier().height();
    info->width = m.classifier().width();
    info->takes_pixels = m.classifier().takes_pixels() ? 1 : 0;
    info->load_ms = m.classifier().load_ms();
}

const char* edgekd_model_label(const edgekd_model* model, int32_t label) {
    const auto& labels = model->model.labels();
    return label >= 0 && static_cast<size_t>(label) < labels.size() ? labels[static_cast<size_t>(label)].c_str()
                                                                    : nullptr;
}

edgekd_result edgekd_model_placement(const edgekd_model* model, char* json, size_t json_size, char* error,
                                     size_t error_size) {
    return guarded(error, error_size, [&] {
        const std::string text = nlohmann::json(model->model.placement()).dump();
        if (json == nullptr || text.size() >= json_size)
            throw Fault("The text has " + std::to_string(text.size() + 1) + " bytes, more than were given for it.",
                        Outcome::usage);
        std::memcpy(json, text.c_str(), text.size() + 1);
    });
}

edgekd_result edgekd_input_from_file(const edgekd_model* model, const char* path, edgekd_input** input, char* error,
                                     size_t error_size) {
    return guarded(error, error_size, [&] {
        require(path, "path");
        *input = new edgekd_input{model->model.classifier().input_of(decode_image_file(path))};
    });
}

edgekd_result edgekd_input_from_encoded(const edgekd_model* model, const uint8_t* bytes, size_t count, const char* name,
                                        edgekd_input** input, char* error, size_t error_size) {
    return guarded(error, error_size, [&] {
        require(bytes, "bytes");
        *input = new edgekd_input{model->model.classifier().input_of(decode_image({bytes, count}, or_empty(name)))};
    });
}

edgekd_result edgekd_input_from_pixels(const edgekd_model* model, const uint8_t* rgb, int32_t height, int32_t width,
                                       edgekd_input** input, char* error, size_t error_size) {
    return guarded(error, error_size, [&] {
        require(rgb, "rgb");
        require_sizes(height, width);
        Picture picture;
        picture.height = height;
        picture.width = width;
        picture.pixels.assign(rgb, rgb + static_cast<size_t>(height) * static_cast<size_t>(width) * 3);
        *input = new edgekd_input{model->model.classifier().input_of(picture)};
    });
}

edgekd_result edgekd_input_from_prepared(const edgekd_model* model, const uint8_t* rgb, int32_t height, int32_t width,
                                         edgekd_input** input, char* error, size_t error_size) {
    return guarded(error, error_size, [&] {
        require(rgb, "rgb");
        require_sizes(height, width);
        *input = new edgekd_input{model->model.classifier().input_of_prepared(rgb, height, width)};
    });
}

const float* edgekd_input_numbers(const edgekd_input* input, size_t* count) {
    *count = input->input.numbers().size();
    return input->input.numbers().empty() ? nullptr : input->input.numbers().data();
}

void edgekd_input_free(edgekd_input* input) { delete input; }

edgekd_result edgekd_model_run(const edgekd_model* model, const edgekd_input* input, float* logits, size_t count,
                               char* error, size_t error_size) {
    return guarded(error, error_size, [&] {
        require(input, "input");
        require(logits, "logits");
        const auto& classifier = model->model.classifier();
        if (count != static_cast<size_t>(classifier.class_count()))
            throw Fault("The model has " + std::to_string(classifier.class_count()) + " logits, and room for " +
                            std::to_string(count) + " was given.",
                        Outcome::usage);
        classifier.run(input->input, logits);
    });
}

edgekd_result edgekd_classify_file(const edgekd_model* model, const char* path, edgekd_answer* answers, size_t count,
                                   char* error, size_t error_size) {
    return guarded(error, error_size, [&] {
        require(path, "path");
        require(answers, "answers");
        const auto& classifier = model->model.classifier();
        std::vector<float> logits(static_cast<size_t>(classifier.class_count()));
        if (count > logits.size())
            throw Fault("The model has " + std::to_string(logits.size()) + " classes, and the likeliest " +
                            std::to_string(count) + " were asked for.",
                        Outcome::usage);
        classifier.run(classifier.input_of(decode_image_file(path)), logits.data());
        answer_of(logits.data(), logits.size(), -1);  // refuses numbers that are not finite
        const auto probabilities = softmax(logits.data(), logits.size());
        const auto best = likeliest(logits.data(), logits.size(), count);
        for (size_t i = 0; i < count; i++) answers[i] = {best[i], probabilities[static_cast<size_t>(best[i])]};
    });
}
