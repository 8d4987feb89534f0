using EdgeKd.Edge.Targets;
using EdgeKd.Edge.Targets.Android;
using EdgeKd.Edge.Targets.Emulated;
using EdgeKd.Edge.Targets.Local;
using EdgeKd.Edge.Targets.Ssh;
using EdgeKd.Edge.Targets.Web;
using EdgeKd.Pipeline.Recipes;

namespace EdgeKd.Pipeline.Targets;

/// <summary>Makes the targets that a recipe names.</summary>
internal static class RecipeTarget
{
    /// <summary>Makes one; the caller's to dispose.</summary>
    public static ITarget Open(TargetSection section) => section.Kind switch
    {
        TargetKinds.QemuArm64 => TargetFactory.Emulated(section.Name, section.Cpu is { } cpu ? new EmulatedOptions { Cpu = cpu } : new EmulatedOptions()),
        TargetKinds.Web => TargetFactory.Web(section.Name, new WebOptions { Chromium = section.Chromium }),
        TargetKinds.Ssh => TargetFactory.Ssh(section.Name, new SshOptions
        {
            Host = section.Host!,
            Port = section.Port,
            Identity = section.Identity,
            KnownHosts = section.KnownHosts,
            Affinity = section.Affinity,
            Provider = section.Provider ?? "cpu",
            Runner = section.Runner,
            Runtime = section.Runtime,
        }),
        TargetKinds.Android => TargetFactory.Android(section.Name, new AndroidOptions
        {
            Serial = section.Serial,
            Provider = section.Provider ?? "cpu",
            Runner = section.Runner,
            Runtime = section.Runtime,
        }),
        _ => TargetFactory.Local(section.Name, new LocalOptions
        {
            Provider = section.Kind == TargetKinds.LocalCuda ? LocalOptions.Cuda : section.Provider ?? "cpu",
            Affinity = section.Affinity,
            Runner = section.Runner,
            Runtime = section.Runtime,
        }),
    };
}
