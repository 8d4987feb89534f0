namespace EdgeKd.Pipeline.Stages;

/// <summary>The stages, in the order of the chain.</summary>
public static class StageNames
{
    /// <summary>Prepares the three parts of the data set.</summary>
    public const string Data = "data";

    /// <summary>Measures the untrained student; only in the chain of recipes that do not say <c>preflight: false</c>.</summary>
    public const string Preflight = "preflight";

    /// <summary>Trains or loads the teacher.</summary>
    public const string Teacher = "teacher";

    /// <summary>Keeps what the teacher says of every view of the training images; only in the chain of recipes with views.</summary>
    public const string Cache = "cache";

    /// <summary>Trains the student.</summary>
    public const string Distill = "distill";

    /// <summary>Takes the plain network out of what was trained.</summary>
    public const string Extract = "extract";

    /// <summary>Writes the ONNX file and compares it with the network.</summary>
    public const string Export = "export";

    /// <summary>Settles the precisions.</summary>
    public const string Quantize = "quantize";

    /// <summary>Measures accuracy, latency and size.</summary>
    public const string Validate = "validate";

    /// <summary>Measures the shipped model on the recipe's other targets; only in the chain of recipes that name some.</summary>
    public const string Targets = "targets";

    /// <summary>Measures the released model beside this one; only in the chain where something is released.</summary>
    public const string Baseline = "baseline";

    /// <summary>Decides whether the model may be released.</summary>
    public const string Gate = "gate";

    /// <summary>Tells people what the gate decided and why.</summary>
    public const string Report = "report";

    /// <summary>Packs the bundle.</summary>
    public const string Package = "package";

    /// <summary>All of them, in order.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Data, Preflight, Teacher, Cache, Distill, Extract, Export, Quantize, Validate, Targets, Baseline, Gate, Report, Package];
}
