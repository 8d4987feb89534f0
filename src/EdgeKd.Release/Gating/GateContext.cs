namespace EdgeKd.Release;

/// <summary>A case with its answers counted once for all rules.</summary>
internal sealed class GateContext
{
    private readonly Dictionary<AnswersEvidence, LabelledAnswers> _answers = new(ReferenceEqualityComparer.Instance);
    private readonly int[] _all;

    /// <exception cref="InvalidDataException">The baseline's evidence belongs to another release or to other images, or the policy names
    /// a class that the model does not have.</exception>
    public GateContext(GateCase @case)
    {
        Case = @case;
        ClassNames = [.. Candidate.FloatModel.PerClassRecall.Select(recall => recall.Name)];
        _all = [.. Enumerable.Range(0, Candidate.Count)];
        if (PolicyChecks.UnknownClasses(Policy, ClassNames).FirstOrDefault() is { } fault)
            throw new InvalidDataException($"the policy's {fault.Problem}");
        if (@case.Beside is not { } beside)
            return;
        if (@case.Baseline?.Evidence.Version != beside.Version)
            throw new InvalidDataException($"{BaselineEvidence.FileName} is of the release {beside.Version}, but the released one is {@case.Baseline?.Evidence.Version ?? "none"}; run the stage baseline again");
        if (beside.TestSetSha256 != Candidate.TestSetSha256)
            throw new InvalidDataException($"{BaselineEvidence.FileName} was measured on other images than the candidate; run the stage baseline again");
    }

    public GateCase Case { get; }

    public GatePolicy Policy => Case.Policy;

    public ValidationEvidence Candidate => Case.Candidate;

    public IReadOnlyList<string> ClassNames { get; }

    public LabelledAnswers Answers(PrecisionEvidence model) => Answers(model.Answers);

    /// <summary>The place of a class among the logits; null for null.</summary>
    public int? ClassIndex(string? name) => name is null ? null : ClassNames.Index().First(entry => entry.Item == name).Index;

    /// <summary>The images of a slice; all where it is null, null where there is no such slice.</summary>
    public int[]? Images(string? slice) => slice is null ? _all : Candidate.Slices.TryGetValue(slice, out var places) ? [.. places] : null;

    /// <summary>The slices of candidate and baseline: one that was measured for the baseline must not vanish.</summary>
    public IReadOnlyList<string> Slices =>
        [.. Candidate.Slices.Keys.Union(Case.Baseline?.Evidence.Slices.Keys ?? []).Order(StringComparer.Ordinal)];

    /// <summary>What a rule compares a precision with.</summary>
    /// <param name="against"><c>released</c>, <c>float</c> or <c>teacher</c>.</param>
    /// <param name="model">The candidate's precision.</param>
    public OtherModel Other(string against, PrecisionEvidence model) => against switch
    {
        MetricTraits.Float => new("the float model")
        {
            Answers = Answers(Candidate.FloatModel),
            SizeBytes = Candidate.FloatModel.SizeBytes,
            FloatIslands = Candidate.FloatModel.FloatIslands,
        },
        MetricTraits.Teacher => Candidate.Teacher is { } teacher
            ? new("the teacher") { Answers = Answers(teacher.Answers) }
            : new("the teacher") { NotMeasured = "the teacher was not measured", HadBaseline = Case.Baseline?.Evidence.Teacher is not null },
        _ => Released(model.Precision),
    };

    private OtherModel Released(string precision)
    {
        if (Case.Baseline is not { } baseline)
            return new("the released model") { NothingThere = "nothing has been released to compare with" };
        var name = $"the released {baseline.Evidence.Version}";
        if (baseline.Released(precision) is not { } released)
            return new(name) { NothingThere = $"{name} has no {precision} to compare with" };
        var beside = Case.Beside?.Models.FirstOrDefault(model => model.Precision == precision);
        var other = new OtherModel(name) { SizeBytes = released.SizeBytes, FloatIslands = released.FloatIslands, Blocks = beside?.Blocks ?? [] };
        if (beside is not null)
            return other with { Answers = Answers(beside.Answers) };
        var hasSameImages = baseline.Evidence.TestSetSha256 == Candidate.TestSetSha256 && baseline.Evidence.Labels.SequenceEqual(Candidate.Labels);
        return hasSameImages && Fits(released.Answers)
            ? other with { Answers = Answers(released.Answers) }
            : other with { OtherImages = $"{name} was measured on other images ({baseline.Evidence.Count} against {Candidate.Count})" };
    }

    /// <summary>Whether answers can be those of a model with the candidate's classes.</summary>
    private bool Fits(AnswersEvidence answers) => answers.Count == Candidate.Count && answers.Top.All(answer => answer < ClassNames.Count);

    private LabelledAnswers Answers(AnswersEvidence answers)
    {
        if (!_answers.TryGetValue(answers, out var labelled))
        {
            if (!Fits(answers))
                throw new InvalidDataException($"a model answered {answers.Count} images or other classes, but the candidate answered {Candidate.Count} images and has {ClassNames.Count} classes; run the stage baseline again");
            labelled = new LabelledAnswers(Candidate.Labels, answers, ClassNames.Count);
            _answers.Add(answers, labelled);
        }

        return labelled;
    }
}
