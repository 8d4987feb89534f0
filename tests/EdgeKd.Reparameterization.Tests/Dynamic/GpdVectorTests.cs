using EdgeKd.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization.Tests.Dynamic;

/// <summary>Expansion, three training steps and extraction against the gpd training vectors, tensor by tensor.</summary>
[TestFixture]
[NonParallelizable]
[Category("Vectors")]
public class GpdVectorTests
{
    //  file, r, and the float32 differences that its README states: train-mode logits, stored tensors, final eval logits
    private static readonly (string Name, int Ratio, double Logits, double Stored, double Final)[] Files =
    [
        ("gpd_plain_r2", 2, 5.3e-07, 5.7e-07, 3.5e-06),
        ("gpd_plain_r3", 3, 8.2e-07, 7.4e-07, 9.4e-06),
        ("gpd_branch_r2", 2, 5.9e-07, 9.8e-07, 2.8e-06),
        ("gpd_branch_finetune_r2", 2, 5.6e-07, 9.1e-07, 2.3e-06),
        ("gpd_branch_stem_r3", 3, 6.8e-07, 8.6e-07, 6.4e-06),
    ];

    private static IEnumerable<string> Names => Files.Select(file => file.Name);

    [TestCaseSource(nameof(Names))]
    public void TheExpandedTensorsAndTheFirstLogitsInFloat64(string name) => AssertExpansion(name, ScalarType.Float64, stored: 1e-15, logits: 1e-11);

    [TestCaseSource(nameof(Names))]
    public void TheExpandedTensorsAndTheFirstLogitsInFloat32(string name) =>
        AssertExpansion(name, ScalarType.Float32, stored: 1e-7, logits: 10 * Files.Single(file => file.Name == name).Final);

    [TestCaseSource(nameof(Names))]
    public void ThreeStepsAndTheExtractedStudentInFloat64(string name) => AssertTraining(name, ScalarType.Float64, 1e-9, 1e-9, 1e-9);

    [TestCaseSource(nameof(Names))]
    public void ThreeStepsAndTheExtractedStudentInFloat32(string name)
    {
        var file = Files.Single(file => file.Name == name);
        AssertTraining(name, ScalarType.Float32, 10 * file.Logits, 10 * file.Stored, 10 * file.Final);
    }

    private static void AssertExpansion(string name, ScalarType type, double stored, double logits)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var vectors = ReferenceVectors.Open($"{name}.safetensors");
        using var network = Expand(vectors, name, type);

        AssertState(network, vectors, "teacher", stored);
        var x = vectors.Of("x", type);
        foreach (var training in new[] { false, true })
        {
            network.train(training);
            var mode = training ? "train" : "eval";
            AssertClose(network.Forward(x, ChannelMode.Teacher), vectors[$"init/{mode}/teacher_logits"], logits, $"teacher, {mode}");
            AssertClose(network.Forward(x, ChannelMode.Student), vectors[$"init/{mode}/student_logits"], logits, $"student, {mode}");
        }
    }

    private static void AssertTraining(string name, ScalarType type, double logitTolerance, double storedTolerance, double finalTolerance)
    {
        using var scope = NewDisposeScope();
        using var vectors = ReferenceVectors.Open($"{name}.safetensors");
        using var network = Expand(vectors, name, type);
        var steps = new GpdSteps(network);
        for (var t = 1; t <= 3; t++)
        {
            var losses = steps.Step(vectors.Of($"step{t}/x", type), vectors[$"step{t}/labels"]);
            AssertClose(losses.TeacherLogits, vectors[$"step{t}/teacher_logits"], logitTolerance, $"teacher, step {t}");
            AssertClose(losses.StudentLogits, vectors[$"step{t}/student_logits"], logitTolerance, $"student, step {t}");
            AssertClose(losses.TeacherCrossEntropy, vectors[$"step{t}/loss_teacher_ce"], logitTolerance, $"teacher's loss, step {t}");
            AssertClose(losses.StudentCrossEntropy, vectors[$"step{t}/loss_student_ce"], logitTolerance, $"student's loss, step {t}");
            AssertClose(losses.Smoothed, vectors[$"step{t}/loss_sce"], logitTolerance, $"smoothed loss, step {t}");
            AssertClose(losses.Total, vectors[$"step{t}/loss_total"], 5 * logitTolerance, $"total loss, step {t}");
            Assert.That(losses.Norm, Is.EqualTo(vectors.Number($"step{t}/grad_norm")).Within(Math.Max(10 * storedTolerance, 1e-10)), $"norm, step {t}");
            Assert.That(losses.Clip, Is.EqualTo(vectors.Number($"step{t}/clip_coefficient")).Within(Math.Max(10 * storedTolerance, 1e-10)), $"clip, step {t}");
            if (t == 1)
            {
                // Ten times as large as what a step of 0.1 moves the stored tensors by.
                foreach (var (key, gradient) in losses.Gradients)
                {
                    AssertClose(gradient, vectors[$"step1/grad/{key}"], 10 * storedTolerance, $"gradient of {key}");
                }

                Assert.That(losses.Gradients.Select(pair => pair.Key), Is.EquivalentTo(Suffixes(vectors, "step1/grad/")));
            }

            AssertState(network, vectors, $"step{t}/teacher", storedTolerance);
        }

        AssertFinal(network, vectors, type, storedTolerance, finalTolerance);
    }

    private static void AssertFinal(DynamicTeacherNetwork network, ReferenceVectors vectors, ScalarType type, double storedTolerance, double finalTolerance)
    {
        using var noGradient = no_grad();
        network.eval();
        var x = vectors.Of("x", type);
        AssertClose(network.Forward(x, ChannelMode.Teacher), vectors["final/teacher_eval_logits"], finalTolerance, "teacher at the end");
        AssertClose(network.Forward(x, ChannelMode.Student), vectors["final/student_eval_logits"], finalTolerance, "student at the end");
        AssertClose(network.call(x), vectors["final/student_eval_logits"], finalTolerance, "the network as such");

        using var student = network.Extract();
        Assert.That(student, Is.TypeOf<MiniMobileNetV2>());
        Assert.That(student.training, Is.False);
        AssertClose(student.call(x), vectors["export_eval_logits"], finalTolerance, "extracted student");
        var state = StateDictionary.Of(student);
        Assert.That(state.Select(entry => entry.Key), Is.EquivalentTo(Suffixes(vectors, "export/")));
        foreach (var (key, value) in state)
        {
            AssertClose(value, vectors[$"export/{key}"], 10 * storedTolerance, $"exported {key}");
        }

        // The negative control: with the teacher's statistics the same weights are another network.
        foreach (var (path, module) in student.named_modules())
        {
            if (module is BatchNorm norm)
            {
                var conv = path[..^1] + (int.Parse(path[^1..]) - 1);
                var channels = norm.num_features;
                norm.running_mean!.copy_(network.get_buffer($"{path}.running_mean")!.narrow(0, 0, channels));
                norm.running_var!.copy_(network.get_buffer($"{path}.running_var")!.narrow(0, 0, channels));
                if (vectors.Has($"merged/{conv}/bias"))
                {
                    norm.running_mean.sub_(vectors.Of($"merged/{conv}/bias", type));
                    AssertClose(((Conv2d)student.named_modules().Single(m => m.name == conv).module).weight, vectors[$"merged/{conv}/weight"], 10 * storedTolerance, $"merged {conv}");
                }
            }
        }

        var wrong = student.call(x);
        AssertClose(wrong, vectors["final/wrong_stats_eval_logits"], finalTolerance, "the negative control");
        Assert.That(Distance(wrong, vectors["final/student_eval_logits"]), Is.GreaterThan(100 * finalTolerance), "private statistics matter");
    }

    /// <summary>The stock student of the file, expanded as the file was; branch factors are the file's.</summary>
    private static DynamicTeacherNetwork Expand(ReferenceVectors vectors, string name, ScalarType type)
    {
        using var noGradient = no_grad();
        using var student = new MiniMobileNetV2();
        student.to(type);
        var stock = vectors.Has("stock/classifier.1.bias") ? "stock" : "student";
        foreach (var (key, value) in StateDictionary.Of(student))
        {
            if (!key.EndsWith("num_batches_tracked"))
            {
                value.copy_(vectors[$"{stock}/{key}"]);
            }
        }

        const string Stem = "features.0.0";
        var network = InverseReparameterization.Expand(
            student,
            new ExpansionOptions
            {
                Ratio = Files.Single(file => file.Name == name).Ratio,
                Noise = 0,
                Branches = stock == "stock" ? 6 : 0,
                PlainConvolutions = vectors.Has($"student/{Stem}.branch.origin") ? [] : [Stem],
                CheckedImageSize = 16,
            },
            (path, _) => Factors(vectors, $"student/{path}.branch", type));
        return network;
    }

    private static BranchFactors Factors(ReferenceVectors vectors, string prefix, ScalarType type)
    {
        Tensor Of(string factor) => vectors.Of($"{prefix}.{factor}", type);
        return new BranchFactors(
            Of("origin"), Of("avg"), Of("prior_pw"), Of("prior_bank"), Of("seq_pw"), Of("seq_identity"), Of("seq_kxk"), Of("full"),
            Of("dwsep_dw"), Of("dwsep_pw"), Of("scale"), Of("bias"));
    }

    private static void AssertState(DynamicTeacherNetwork network, ReferenceVectors vectors, string prefix, double tolerance)
    {
        var state = StateDictionary.Of(network).Where(entry => !entry.Key.EndsWith("num_batches_tracked")).ToArray();
        Assert.That(state.Select(entry => entry.Key), Is.EquivalentTo(Suffixes(vectors, $"{prefix}/")));
        foreach (var (key, value) in state)
        {
            AssertClose(value, vectors[$"{prefix}/{key}"], tolerance, $"{prefix}/{key}");
        }
    }

    private static IEnumerable<string> Suffixes(ReferenceVectors vectors, string prefix) =>
        vectors.Names.Where(name => name.StartsWith(prefix)).Select(name => name[prefix.Length..]);

    private static void AssertClose(Tensor actual, Tensor expected, double tolerance, string what)
    {
        Assert.That(actual.shape, Is.EqualTo(expected.shape), what);
        Assert.That(Distance(actual, expected), Is.InRange(0, tolerance), what);
    }

    private static double Distance(Tensor actual, Tensor expected)
    {
        using var scope = NewDisposeScope();
        return (actual.detach().to(ScalarType.Float64) - expected.to(ScalarType.Float64)).abs().max().item<double>();
    }
}
