using Cake.Frosting;
using EdgeKd.Build.Runners;

namespace EdgeKd.Build.Tasks;

/// <summary>Builds the command line edgekd and the runners for devices.</summary>
[TaskName("Compile"), TaskDescription("Builds the command line edgekd and the runners for devices."), IsDependentOn(typeof(SetupTask))]
public sealed class CompileTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context)
    {
        CompileRunner.PublishCli(context);
        CompileDeviceRuntime.Build(context);
    }
}
