using System.CommandLine;
using EdgeKd.Pipeline.Stages;

namespace EdgeKd.Cli.Commands;

/// <summary>All commands.</summary>
internal static class Catalogue
{
    private static readonly (string Stage, string Does)[] Stages =
    [
        (StageNames.Preflight, "Export, quantize, audit and measure the untrained student, and say which limits of the policy it cannot keep."),
        (StageNames.Teacher, "Train the teacher, or load it from a checkpoint."),
        (StageNames.Cache, "Keep what the teacher says of every view of the images (recipes with distill.train.views)."),
        (StageNames.Distill, "Train the student from the teacher."),
        (StageNames.Extract, "Take the network to ship out of what was trained."),
        (StageNames.Export, "Write the ONNX file and compare it with the network."),
        (StageNames.Quantize, "Settle the precisions to ship."),
        (StageNames.Validate, "Measure accuracy on the test part, latency and size."),
        (StageNames.Targets, "Measure the model on the recipe's other targets, where it names some: answers, latency, instructions."),
        (StageNames.Baseline, "Measure the released model beside this one, where one is released."),
        (StageNames.Gate, "Decide whether the model may be released."),
        (StageNames.Report, "Write what the gate decided, and why, for people (a page, Markdown) and for CI systems (JUnit XML), to artifacts/ship."),
        (StageNames.Package, "Pack the bundle."),
    ];

    public static IEnumerable<Command> All(Terminal terminal, CancellationToken ct) =>
    [
        ShipCommand.Create(terminal, ct),
        DataCommand.Create(terminal, ct),
        .. Stages.Select(stage => StageCommand.Create(stage.Stage, stage.Does, terminal, ct)),
        CompareCommand.Create(terminal, ct),
        EvaluateCommand.Create(terminal, ct),
        SuspectsCommand.Create(terminal, ct),
        PredictCommand.Create(terminal),
        InspectCommand.Create(terminal),
        AuditCommand.Create(terminal, ct),
        BenchCommand.Create(terminal, ct),
        DevicesCommand.Create(terminal, ct),
        SelfCheckCommand.Create(terminal, ct),
        JudgeCommand.Create(terminal, ct),
        PlanCommand.Create(terminal, ct),
        WhyCommand.Create(terminal, ct),
        ConvertCommand.Create(terminal),
        KeysCommand.Create(terminal),
        VerifyCommand.Create(terminal),
        WaiveCommand.Create(terminal),
        ReleasesCommand.Create(terminal),
        PromoteCommand.Create(terminal),
        RollbackCommand.Create(terminal),
        DiffCommand.Create(terminal),
        CollectCommand.Create(terminal),
        InitCommand.Create(terminal, ct),
        SchemaCommand.Create(terminal),
    ];
}
