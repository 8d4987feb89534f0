namespace EdgeKd.Edge.Tests.Targets.Android;

/// <summary>A program in the place of adb, with a folder in the place of the device: pushes and pulls copy, and its shell is this machine's
/// with the device's folder for temporary files in the place of Android's.</summary>
internal sealed class StandInAdb
{
    private readonly string _folder;

    public StandInAdb(TemporaryFolder folder)
    {
        _folder = Directory.CreateDirectory(Path.Combine(folder.Path, "adb")).FullName;
        Program = Path.Combine(_folder, "adb");
        Directory.CreateDirectory(Device);
        Says("");
    }

    public string Program { get; }

    /// <summary>Stands for /data/local/tmp.</summary>
    public string Device => Path.Combine(_folder, "device");

    public string[] Calls => File.ReadAllLines(Path.Combine(_folder, "calls"));

    /// <summary>Lets it run a line of shell first.</summary>
    public void Says(string first)
    {
        File.WriteAllText(Program, $$"""
            #!/bin/bash
            here='{{_folder}}'
            echo "$@" >> "$here/calls"
            {{first}}
            if [ "$1" = -s ]; then shift 2; fi
            there() { echo "${1//\/data\/local\/tmp/$here/device}"; }
            case $1 in
                push) exec cp "$2" "$(there "$3")" ;;
                pull) exec cp "$(there "$2")" "$3" ;;
                shell)
                    getprop() { echo arm64-v8a; }
                    mktemp() { local made; made=$(command mktemp -d -p "$here/device" edgekd.XXXXXX); echo "/data/local/tmp/${made##*/}"; }
                    eval "$(there "$2")" ;;
            esac

            """);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
