using Cake.Frosting;
using EdgeKd.Build.Runners;

namespace EdgeKd.Build.Tasks;

/// <summary>Writes the student as ONNX.</summary>
[TaskName("Export"), TaskDescription("Writes the student as ONNX."), IsDependentOn(typeof(ExtractTask))]
public sealed class ExportTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => StageRunner.Run(context, "export");
}
