/* A program in C on the device library: opens a model and lets several threads classify one picture with it at once.
 * For tests.
 *
 *     c-classify RUNTIME MODEL KEY IMAGE
 *
 * Prints the likeliest three classes; ends with the library's result and prints its message where something is wrong.
 */
#include <edgekd.h>

#include <pthread.h>
#include <stdio.h>
#include <string.h>

enum { THREADS = 4, RUNS = 25, TOP = 3 };

typedef struct work {
    const edgekd_model *model;
    const char *image;
    edgekd_answer answers[TOP];
    edgekd_result result;
    char error[256];
} work;

static void *classify(void *argument) {
    work *w = argument;
    for (int run = 0; run < RUNS; run++) {
        edgekd_answer answers[TOP];
        w->result = edgekd_classify_file(w->model, w->image, answers, TOP, w->error, sizeof w->error);
        if (w->result != EDGEKD_OK) return NULL;
        if (run > 0 && memcmp(answers, w->answers, sizeof answers) != 0) {
            w->result = EDGEKD_FAILED;
            snprintf(w->error, sizeof w->error, "run %d answered something else than the one before", run);
            return NULL;
        }
        memcpy(w->answers, answers, sizeof answers);
    }
    return NULL;
}

/* What an interface in C can be given by mistake. */
static int is_careful(const edgekd_open_options *options) {
    edgekd_model *model = NULL;
    edgekd_open_options short_options = *options;
    short_options.size = 8;
    char tiny[4] = "...";
    return edgekd_model_open(NULL, &model, NULL, 0) == EDGEKD_USAGE &&
           edgekd_model_open(options, NULL, tiny, sizeof tiny) == EDGEKD_USAGE && strlen(tiny) == 3 &&
           edgekd_model_open(&short_options, &model, NULL, 0) == EDGEKD_USAGE && model == NULL;
}

int main(int argc, char **argv) {
    if (argc != 5) return EDGEKD_USAGE;
    edgekd_open_options options = {.size = sizeof options, .runtime = argv[1], .path = argv[2], .key = argv[3]};
    if (!is_careful(&options)) return 100;
    edgekd_model *model;
    char error[256];
    edgekd_result opened = edgekd_model_open(&options, &model, error, sizeof error);
    if (opened != EDGEKD_OK) {
        puts(error);
        return opened;
    }
    static work works[THREADS];
    pthread_t threads[THREADS];
    edgekd_result result = EDGEKD_OK;
    for (int t = 0; t < THREADS; t++) {
        works[t].model = model;
        works[t].image = argv[4];
        if (pthread_create(&threads[t], NULL, classify, &works[t]) != 0) return 101;
    }
    for (int t = 0; t < THREADS; t++) {
        pthread_join(threads[t], NULL);
        if (works[t].result != EDGEKD_OK && result == EDGEKD_OK) {
            result = works[t].result;
            puts(works[t].error);
        }
    }
    for (int i = 0; i < TOP && result == EDGEKD_OK; i++)
        printf("%d %s %.17g\n", works[0].answers[i].label, edgekd_model_label(model, works[0].answers[i].label),
               works[0].answers[i].probability);
    if (result == EDGEKD_OK && memcmp(works[0].answers, works[THREADS - 1].answers, sizeof works[0].answers) != 0)
        result = (edgekd_result)102;
    edgekd_model_close(model);
    return result;
}
