using EdgeKd.Data;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Stages;
using EdgeKd.Pipeline.Store;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Tests.Stages;

[TestFixture]
public class StagePlanTests
{
    private const string Minimal = """
        name: tiny
        version: 1.0.0
        seed: 7
        teacher: { model: resnet8 }
        student: { model: mobilenetv2 }

        """;

    private const string Augmented = "data: { augment: { horizontalFlip: true } }\n";

    // As they were before there were fractions of labels: what was made before is found again.
    [Test]
    public void The_data_stages_key_has_new_settings_only_where_the_recipe_has_them()
    {
        var plan = new DataStage().Plan(Settings(""));

        Assert.That(CanonicalJson.Write(CanonicalJson.ToNode(plan.Settings)), Is.EqualTo(
            """{"imageSize":0,"kind":"shapes","onDamaged":"error","seed":7,"storedSize":0,"testCount":20000,"trainCount":12000,"validationFraction":0.1}"""));
        Assert.That(plan.Outside["source"], Is.EqualTo(DataPreparation.Fingerprint(new DataOptions { Seed = RunSettings.DeriveSeed(7, "data") })));
    }

    [Test]
    public void The_data_stages_key_follows_fraction_and_unlabelled_images()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(Path.Combine(Directory.CreateDirectory(folder.File("more")).FullName, "1.bmp"), [0]);
        var keys = new[] { "", "data: { trainFraction: 0.1 }", "data: { trainFraction: 0.1, unlabelled: [rest] }", "data: { unlabelled: [more] }" }
            .Select(more => new DataStage().Plan(Settings(more, folder.File("recipe.yaml"))))
            .Select(plan => CanonicalJson.Write(CanonicalJson.ToNode(plan.Settings)) + plan.Outside["source"]);

        Assert.That(keys, Is.Unique);
    }

    [Test]
    public void Sampling_and_mixing_train_again_and_leave_other_keys_as_they_were()
    {
        const string mixed = "data: { augment: { horizontalFlip: true, mixup: {} } }\n", views = "distill: { train: { views: 2 } }";
        string[] trainings = ["", "distill: { train: { sampler: balanced } }", "distill: { train: { classWeights: {} } }", "distill: { train: { selectBy: balanced } }", mixed];

        Assert.That(trainings.Select(more => Key(new DistillStage(), more)), Is.Unique);
        Assert.That(Key(new DistillStage(), ""), Does.Not.Contain("sampler").And.Not.Contain("classWeights").And.Not.Contain("mixup").And.Not.Contain("selectBy"));
        Assert.That(Key(new TeacherStage(), mixed), Is.Not.EqualTo(Key(new TeacherStage(), Augmented)));
        Assert.That(TeacherCaching.AugmentationDigest(Settings(mixed + views)), Is.Not.EqualTo(TeacherCaching.AugmentationDigest(Settings(Augmented + views))));
        Assert.That(Key(new CacheStage(), Augmented + "distill: { train: { views: 2, sampler: balanced } }"), Is.EqualTo(Key(new CacheStage(), Augmented + views)),
            "the views are the same, however often they are drawn");
        Assert.That(Key(new DataStage(), "data: { longTail: 50 }"), Is.Not.EqualTo(Key(new DataStage(), "")));

        static string Key(IStage stage, string more) => CanonicalJson.Write(CanonicalJson.ToNode(stage.Plan(Settings(more)).Settings));
    }

    [Test]
    public void Precision_and_TF32_train_again_and_leave_other_keys_as_they_were()
    {
        string[] trainings = ["", "tf32: true", "tf32: false"];
        var keys = trainings.Select(more => Key($"distill: {{ train: {{ {more} }} }}")).ToArray();

        Assert.That(keys, Is.Unique);
        Assert.That(keys[0], Does.Not.Contain("tf32").And.Not.Contain("precision"));
        var narrow = Settings("");
        narrow = narrow with { Recipe = narrow.Recipe with { Distill = narrow.Recipe.Distill with { Train = new TrainSection { Precision = "bf16" } } } };
        Assert.That(CanonicalJson.Write(CanonicalJson.ToNode(new DistillStage().Plan(narrow).Settings)), Does.Contain("\"precision\":\"bf16\""));

        static string Key(string more) => CanonicalJson.Write(CanonicalJson.ToNode(new DistillStage().Plan(Settings(more)).Settings));
    }

    [TestCase("distill: { train: { precision: bf16 } }", "distill.train.precision")]
    [TestCase("compare: { reference: a, arms: [{ name: a }, { name: b, distill: { train: { precision: bf16 } } }] }", "compare.arms[1].distill.train.precision")]
    [TestCase("distill: { train: { precision: float32 } }", null)]
    public void BFloat16_on_the_processor_is_refused(string more, string? named)
    {
        if (named is null)
            Assert.That(() => Settings(more), Throws.Nothing);
        else
            Assert.That(() => Settings(more), Throws.TypeOf<RecipeException>().With.Message.EqualTo(
                $"recipe.yaml: {named} is bf16, which is for GPUs, and this run trains on the processor; set device: cuda, or precision: float32"));
    }

    [TestCase("{ }", "")]
    [TestCase("{ precision: float32, tf32: false }", "float32, no TF32")]
    [TestCase("{ tf32: true }", "TF32")]
    public void Numbers_are_told_where_the_recipe_sets_them(string train, string words) =>
        Assert.That(DistillerSettings.DescribeNumbers(Settings($"distill: {{ train: {train} }}").Recipe.Distill.Train), Is.EqualTo(words));

    [Test]
    public void Keys_follow_the_interpolation_only_where_images_are_resized()
    {
        const string bicubic = "data: { interpolation: bicubic }\n", crops = "data: { augment: { randomResizedCrop: {} } }\n";
        const string resized = "data: { imageSize: 24 }\n", resizedBicubic = "data: { imageSize: 24, interpolation: bicubic }\n";

        Assert.That(Source(bicubic), Is.EqualTo(Source("")));
        Assert.That(Source(resizedBicubic), Is.Not.EqualTo(Source(resized)));
        Assert.That(Trained(bicubic), Is.EqualTo(Trained("")));
        Assert.That(Trained(crops.Replace("augment", "interpolation: bicubic, augment", StringComparison.Ordinal)), Is.Not.EqualTo(Trained(crops)));
        Assert.That(Exported(bicubic), Is.Not.EqualTo(Exported("")), "the device is told");

        static string Source(string more) => new DataStage().Plan(Settings(more)).Outside["source"];
        static string Trained(string more) => Key(new DistillStage(), more);
        static string Exported(string more) => Key(new ExportStage(), more);
        static string Key(IStage stage, string more) => CanonicalJson.Write(CanonicalJson.ToNode(stage.Plan(Settings(more)).Settings));
    }

    [Test]
    public void Distilling_reads_the_unlabelled_part_and_training_on_labels_does_not()
    {
        const string data = "data: { trainFraction: 0.1, unlabelled: [rest] }\n";

        Assert.That(Inputs(new DistillStage(), data), Does.Contain("data/unlabelled.images"));
        Assert.That(Inputs(new DistillStage(), data + "distill: { method: ce }"), Does.Not.Contain("data/unlabelled.images"));
        Assert.That(Inputs(new TeacherStage(), data), Does.Not.Contain("data/unlabelled.images"));
        Assert.That(Inputs(new DistillStage(), ""), Does.Not.Contain("data/unlabelled.images"));
    }

    [Test]
    public void Every_stage_that_learns_reads_the_list_of_a_part_that_is_kept_encoded()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("images/train/a"));
        const string decoded = "data: { kind: image-folder, path: images }\nquantize: { int8: true }\n";
        var encoded = decoded.Replace("images }", "images, keep: encoded }", StringComparison.Ordinal);
        foreach (IStage stage in new IStage[] { new TeacherStage(), new DistillStage(), new QuantizeStage(), new ReportStage(), new PackageStage() })
        {
            Assert.That(Files(stage, decoded), Does.Contain("data/train.images").And.Not.Contain("data/train.list"), stage.Name);
            Assert.That(Files(stage, encoded), Does.Contain("data/train.list").And.Not.Contain("data/train.images"), stage.Name);
        }

        string[] Files(IStage stage, string data) => [.. stage.Plan(Settings(data, folder.File("recipe.yaml"))).Inputs.Select(input => $"{input.Stage}/{input.Output}")];
    }

    [Test]
    public void A_trainings_key_follows_the_order_of_its_images()
    {
        var keys = new[] { "", "data: { shardSamples: 500 }", "data: { shuffleBuffer: 100 }", "data: { shuffleBuffer: 100, shardSamples: 500 }" }
            .Select(more => CanonicalJson.Write(CanonicalJson.ToNode(new DistillStage().Plan(Settings(more)).Settings))).ToArray();

        Assert.That(keys[1], Is.EqualTo(keys[0]), "without a buffer, shards change nothing");
        Assert.That(keys.Skip(1), Is.Unique);
    }

    [TestCase("distill: { train: { views: 2 } }", ExpectedResult = true)]
    [TestCase("distill: { method: ce, train: { views: 2 } }", ExpectedResult = false)]
    [TestCase("distill: { train: { views: 0 } }", ExpectedResult = false)]
    [TestCase("", ExpectedResult = false)]
    public bool The_cache_stands_in_the_chain_of_recipes_with_views_and_a_teacher(string more) =>
        Inputs(new DistillStage(), Augmented + more).Contains("cache/teacher.cache");

    [Test]
    public void The_caches_key_is_the_same_for_every_seed_and_method_and_follows_views_and_features()
    {
        const string arms = "compare: { arms: [{ name: a, distill: { method: dhkd } }, { name: b, distill: { method: ce } }] }\n";
        var settings = Settings(Augmented + arms + "distill: { train: { views: 2 } }");
        var key = Key(settings);

        Assert.That(Key(settings with { StudentSeed = 99 }), Is.EqualTo(key));
        Assert.That(Key(settings with { Recipe = settings.Recipe with { Distill = settings.Recipe.Compare.Arms[0].Distill } }), Is.EqualTo(key));
        Assert.That(Key(Settings(Augmented + arms + "distill: { temperature: 9, train: { views: 2, epochs: 40, batchSize: 7 } }")), Is.EqualTo(key));
        Assert.That(new[]
        {
            key,
            Key(Settings(Augmented + arms + "distill: { train: { views: 3 } }")),
            Key(Settings(Augmented + "distill: { method: srd, train: { views: 2 } }")),
            Key(Settings("data: { augment: { cropPadding: 2 } }\ndistill: { train: { views: 2 } }")),
            Key(Settings(Augmented + "distill: { train: { views: 2 } }", seed: 8)),
        }, Is.Unique);

        static string Key(RunSettings settings) => CanonicalJson.Write(CanonicalJson.ToNode(new CacheStage().Plan(settings).Settings));
    }

    [Test]
    public void The_teachers_key_follows_its_files_and_keys_and_not_where_they_lie()
    {
        using var folder = new TemporaryFolder();
        var keys = new[] { "one", "two" }.Select(name =>
        {
            Directory.CreateDirectory(folder.File(name));
            File.WriteAllBytes(folder.File($"{name}/a.onnx"), [1, 2, 3]);
            File.WriteAllText(folder.File($"{name}/labels.txt"), "a\nb");
            return Key(name, "onnx: a.onnx, labels: labels.txt");
        }).ToArray();
        Assert.That(keys, Is.All.EqualTo(keys[0]));

        var others = new[] { "channels: bgr", "scale: 255", "tokens: cls", "expectedTop1: 0.9", "check: note", "imageSize: 64", "device: cuda", "normalize: { mean: [0, 0, 0] }" }
            .Select(more => Key("one", $"onnx: a.onnx, labels: labels.txt, {more}"));
        Assert.That(others.Append(keys[0]), Is.Unique);
        File.WriteAllText(folder.File("one/labels.txt"), "b\na");
        Assert.That(Key("one", "onnx: a.onnx, labels: labels.txt"), Is.Not.EqualTo(keys[0]));

        string Key(string name, string teacher)
        {
            var path = folder.File($"{name}/recipe.yaml");
            var yaml = Minimal.Replace("model: resnet8", teacher, StringComparison.Ordinal);
            var plan = new TeacherStage().Plan(RunSettings.From(RecipeFile.Parse(yaml, path), path, new PipelineOptions { ArtifactsFolder = "artifacts", Threads = 1 }));
            return CanonicalJson.Write(CanonicalJson.ToNode(plan.Settings)) + string.Join(' ', plan.Outside.OrderBy(file => file.Key, StringComparer.Ordinal));
        }
    }

    [Test]
    public void Whoever_asks_the_teachers_reads_all_of_them_and_how_they_are_asked()
    {
        const string several = "{ onnx: a.onnx, others: [{ model: resnet8, checkpoint: b }, { onnx: c.onnx }] }";
        var settings = RunSettings.From(
            RecipeFile.Parse(Minimal.Replace("{ model: resnet8 }", several, StringComparison.Ordinal) + Augmented + "distill: { train: { views: 2 } }", "recipe.yaml"),
            "recipe.yaml", new PipelineOptions { ArtifactsFolder = "artifacts", Threads = 1 });
        string[] files = ["teacher/teacher.json", "teacher/teacher.onnx", "teacher/teacher.1.safetensors", "teacher/teacher.2.onnx"];

        foreach (IStage stage in new IStage[] { new DistillStage(), new CacheStage(), new ValidateStage() })
            Assert.That(stage.Plan(settings).Inputs.Select(input => $"{input.Stage}/{input.Output}"), Is.SupersetOf(files), stage.Name);
    }

    [Test]
    public void The_cache_keeps_the_features_of_all_methods_with_the_same_views()
    {
        var settings = Settings(Augmented + """
            compare:
              arms:
                - { name: a, distill: { method: srd } }
                - { name: b, distill: { method: srd, srd: { teacherFeature: layer3 }, train: { views: 9 } } }
                - { name: c, distill: { method: srd, srd: { teacherFeature: layer2 } } }
            distill: { train: { views: 2 } }
            """);

        Assert.That(TeacherCaching.WantedFeatures(settings), Is.EqualTo(new[] { "layer2", "pooled" }));
    }

    [Test]
    public void Features_that_a_recipe_leaves_out_follow_from_the_networks()
    {
        var settings = Settings(Augmented + "distill: { method: reviewkd, train: { views: 2 } }");

        Assert.That(TeacherCaching.WantedFeatures(settings), Is.EqualTo(new[] { "layer1", "layer2", "layer3", "pooled" }));
        Assert.That(
            Networks.MethodOf(settings, settings.Recipe.Distill).ReviewKd.StudentFeatures,
            Has.Count.EqualTo(4).And.Member("pooled"));
    }

    [Test]
    public void The_views_follow_from_the_recipes_seed_and_no_students()
    {
        var settings = Settings(Augmented + "distill: { train: { views: 2 } }");
        var train = settings.Recipe.Distill.Train;

        Assert.That(TeacherCaching.AugmentationSeed(settings with { StudentSeed = 99 }, train), Is.EqualTo(TeacherCaching.AugmentationSeed(settings, train)).And.Not.Null);
        Assert.That(TeacherCaching.AugmentationSeed(settings, settings.Recipe.Teacher.Train), Is.Null);
    }

    [Test]
    public void The_test_set_is_not_used_again_because_a_target_is_added()
    {
        const string web = "validate: { targets: [{ name: local }, { name: browser, kind: web }] }";

        Assert.That(Key(new ValidateStage(), Settings(web)), Is.EqualTo(Key(new ValidateStage(), Settings(""))));
        Assert.That(Key(new TargetsStage(), Settings(web)), Is.Not.EqualTo(Key(new TargetsStage(), Settings(web.Replace("browser", "chromium", StringComparison.Ordinal)))));

        static string Key(IStage stage, RunSettings settings) => CanonicalJson.Write(CanonicalJson.ToNode(stage.Plan(settings).Settings));
    }

    [Test]
    public void The_gate_reads_what_other_targets_answered_where_there_are_some()
    {
        Assert.That(new TargetsStage().NotNeeded(Settings("")), Is.EqualTo("the recipe names no target but this machine; add some to validate.targets"));
        Assert.That(new TargetsStage().NotNeeded(Settings("validate: { targets: [{ name: arm, kind: qemu-arm64 }] }")), Is.Null);
        foreach (IStage stage in new IStage[] { new GateStage(), new ReportStage(), new PackageStage() })
        {
            Assert.That(Inputs(stage, ""), Does.Not.Contain("targets/targets.json").And.Contain("validate/validation.json"), stage.Name);
            Assert.That(Inputs(stage, "validate: { targets: [{ name: arm, kind: qemu-arm64 }] }"), Does.Contain("targets/targets.json"), stage.Name);
        }
    }

    [TestCase("kind: qemu-arm64", "quick", 256, 16)]
    [TestCase("kind: web", "quick", 256, 128)]
    [TestCase("kind: web, images: 100", "quick", 100, 128)]
    [TestCase("kind: ssh, host: pi", "quick", null, 128)]
    [TestCase("kind: web", "release", null, 1024)]
    [TestCase("kind: qemu-arm64", "release", null, 16)]
    [TestCase("kind: qemu-arm64, images: 5000", "release", 5000, 16)]
    public void How_much_a_target_measures_follows_from_profile_and_kind(string target, string profile, int? images, int runs)
    {
        var settings = Settings($"profile: {profile}\nvalidate: {{ targets: [{{ name: t, {target} }}] }}");
        var section = TargetsStage.Others(settings).Single();

        Assert.That(TargetsStage.ImagesOf(section, settings), Is.EqualTo(images));
        Assert.That(TargetsStage.LatencyOf(section, settings).MinRuns, Is.EqualTo(runs));
    }

    [Test]
    public void Quantizing_reads_training_and_validation_images_and_never_the_test_set()
    {
        Assert.That(Inputs(new QuantizeStage(), ""), Is.EqualTo(new[] { "export/model.fp32.onnx" }), "with nothing to do");
        string[] images = ["export/model.fp32.onnx", "data/train.images", "data/validation.images"];
        Assert.That(Inputs(new QuantizeStage(), "quantize: { fp16: true }"), Is.EqualTo(images));
        Assert.That(Inputs(new QuantizeStage(), "quantize: { int8: true }"), Is.EqualTo(images.Append("extract/student.safetensors")));
    }

    [Test]
    public void The_quantize_stages_key_follows_all_that_its_models_follow_from()
    {
        const string Int8 = "quantize: { int8: true }";
        var keys = new[]
        {
            "", Int8, "quantize: { int8: true, images: 100 }", "quantize: { int8: true, method: mse }", "quantize: { int8: true, weightBits: 7 }",
            "quantize: { int8: true, maxDropPoints: 1 }", "quantize: { int8: true, maxFloatShare: 0 }", "quantize: { int8: true, fp16: true }",
            "quantize: { int8: true, tuning: { epochs: 3 } }", "data: { augment: { cropPadding: 2 } }\n" + Int8, "data: { normalize: { mean: [0, 0, 0] } }\n" + Int8,
        }.Select(more => Key(Settings(more))).Append(Key(Settings(Int8, seed: 8)));

        Assert.That(keys, Is.Unique);
        Assert.That(Key(Settings("quantize: { images: 100 }")), Is.EqualTo(Key(Settings(""))), "without a form nothing matters");

        static string Key(RunSettings settings) => CanonicalJson.Write(CanonicalJson.ToNode(new QuantizeStage().Plan(settings).Settings));
    }

    [Test]
    public void The_quantize_stages_key_follows_the_ranges_and_not_where_they_lie()
    {
        using var folder = new TemporaryFolder();
        foreach (var (name, text) in new[] { ("a.json", "1"), ("b.json", "1"), ("c.json", "2") })
            File.WriteAllText(folder.File(name), text);
        var keys = new[] { "a", "b", "c" }.Select(name => new QuantizeStage().Plan(Settings($"quantize: {{ int8: true, ranges: {name}.json }}", folder.File("recipe.yaml"))))
            .Select(plan => CanonicalJson.Write(CanonicalJson.ToNode(plan.Settings)) + plan.Outside["quantize.ranges"]).ToArray();
        Assert.That(keys[1], Is.EqualTo(keys[0]));
        Assert.That(keys[2], Is.Not.EqualTo(keys[0]));
    }

    [Test]
    public void The_package_stages_key_follows_whose_signature_it_is_and_the_licences()
    {
        using var folder = new TemporaryFolder();
        KeyFiles.Create(folder.File("a.pem"));
        KeyFiles.Create(folder.File("b.pem"));
        var keys = new[] { null, "a", "b" }
            .Select(key => Key(Settings("") with { Signer = key is null ? null : PrivateKeySigner.Load(folder.File($"{key}.pem")) }))
            .Append(Key(Settings("data: { license: CC-BY-4.0 }")));
        Assert.That(keys, Is.Unique);

        static string Key(RunSettings settings)
        {
            var plan = new PackageStage().Plan(settings);
            return CanonicalJson.Write(CanonicalJson.ToNode(plan.Settings)) + plan.Outside["signedBy"];
        }
    }

    [Test]
    public void A_licence_trains_nothing_again()
    {
        foreach (var stage in new IStage[] { new DataStage(), new TeacherStage(), new DistillStage(), new ValidateStage() })
            Assert.That(Key(stage, "data: { license: MIT }\n", ", license: MIT"), Is.EqualTo(Key(stage, "", "")), stage.Name);

        static string Key(IStage stage, string more, string teacher) => CanonicalJson.Write(CanonicalJson.ToNode(stage.Plan(
            RunSettings.From(RecipeFile.Parse(Minimal.Replace("model: resnet8", "model: resnet8" + teacher, StringComparison.Ordinal) + more, "r.yaml"), "r.yaml", new PipelineOptions { ArtifactsFolder = "artifacts", Threads = 1 })).Settings));
    }

    [Test]
    public void The_gates_key_follows_the_waivers_that_count_and_a_forged_one_stops_it()
    {
        using var folder = new TemporaryFolder();
        var (key, _) = KeyFiles.Create(folder.File("k.pem"));
        var settings = Settings("", folder.File("recipe.yaml")) with { Trust = TrustedKeys.Of([new TrustedKey("ana", key)], "trust"), Today = new(2027, 1, 1) };
        Assert.That(new GateStage().Plan(settings).Outside, Does.Not.ContainKey("waivers"));

        using var signer = PrivateKeySigner.Load(folder.File("k.pem"));
        WaiverFile.Append(folder.File(WaiverFile.FileName), Waiver.Sign("tiny", "top1", "why", "ana", new(2027, 1, 31), signer));
        Assert.That(new GateStage().Plan(settings).Outside, Does.ContainKey("waivers"));
        Assert.That(new GateStage().Plan(settings with { Today = new(2027, 2, 1) }).Outside, Does.Not.ContainKey("waivers"), "expired");
        Assert.That(() => new GateStage().Plan(settings with { Trust = null }), Throws.TypeOf<InvalidDataException>().With.Message.Contains("no keys to check them with"));

        WaiverFile.Append(folder.File(WaiverFile.FileName), Waiver.Sign("other", "top1", "why", "ana", new(2027, 1, 31), signer));
        Assert.That(() => new GateStage().Plan(settings), Throws.TypeOf<InvalidDataException>().With.Message.Contains("not signed for tiny"));
    }

    [Test]
    public void The_trust_file_lies_beside_the_recipe_or_where_the_option_says()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "a", "b" })
        {
            KeyFiles.Create(folder.File($"{name}.pem"));
            var pem = File.ReadAllText(folder.File($"{name}.pub.pem")).Replace("\n", "\\n", StringComparison.Ordinal);
            File.WriteAllText(folder.File($"{name}.yaml"), $"keys: [{{ name: {name}, publicKey: \"{pem}\" }}]");
        }
        var recipe = RecipeFile.Parse(Minimal + "gate: { trust: a.yaml }", folder.File("recipe.yaml"));
        var options = new PipelineOptions { ArtifactsFolder = "artifacts", Threads = 1 };

        Assert.That(Names(options), Is.EqualTo(new[] { "a" }));
        Assert.That(Names(options with { TrustPath = folder.File("b.yaml") }), Is.EqualTo(new[] { "b" }));

        IEnumerable<string> Names(PipelineOptions options) =>
            RunSettings.From(recipe, folder.File("recipe.yaml"), options).Trust!.ValidOn(new(2027, 1, 1)).Select(key => key.Name);
    }

    private static string[] Inputs(IStage stage, string more) =>
        [.. stage.Plan(Settings(more)).Inputs.Select(input => $"{input.Stage}/{input.Output}")];

    private static RunSettings Settings(string more, string path = "recipe.yaml", int seed = 7) =>
        RunSettings.From(RecipeFile.Parse(Minimal.Replace("seed: 7", $"seed: {seed}", StringComparison.Ordinal) + more, path), path, new PipelineOptions { ArtifactsFolder = "artifacts", Threads = 1 });
}
