//! What is read and told: secrets, tricks of letters, files made to fill the memory.

use super::*;
#[cfg(target_os = "linux")]
use crate::support::linux::peak_memory;

/// Secrets in rows that are read, in members that are only kept, in rows of endpoints that are only kept, in a plan-text.
#[test]
fn secrets_are_in_no_file_but_those_of_secure_parameters_in_the_plan_and_its_backups() {
    let folder = temporary_folder();
    let folder = folder.path();
    fs::create_dir(folder.join("bodies")).unwrap();
    for (name, rows) in [
        (
            "cdns",
            r#"{"name": "c", "domainName": "c.example", "apiToken": "SECRET-a", "extra": {"x": [{"privateKey": "SECRET-b"}]}}"#,
        ),
        (
            "divisions",
            r#"{"name": "d", "kept": {"yes": 1}, "deep": {"er": {"localPasswd": "SECRET-c", "token": ["SECRET-d"]}}}"#,
        ),
        (
            "origins",
            r#"{"name": "o", "deliveryService": "x", "credentials": {"user": "SECRET-e"}, "aws_secret": "SECRET-f"}"#,
        ),
        ("parameters", r#"{"name": "p", "configFile": "f", "value": "SECURE-g", "secure": true}"#),
    ] {
        fs::write(folder.join("bodies").join(format!("{name}.json")), format!("{{\"response\": [{rows}]}}")).unwrap();
    }
    run(folder, "$L new p.lodestone");
    let imported = shell(folder, "$L import p.lodestone bodies");
    // Those of rows that are read and those of rows that are only kept, by their names.
    let words = said(&imported);
    assert!(
        imported.status.success()
            && words.contains("apiToken, aws_secret, credentials, localPasswd, privateKey, token"),
        "{words}"
    );
    // Files whose names are near those of endpoints with secrets.
    for name in ["servers_details", "users_old", "tenants.bak"] {
        let row = r#"{"id": 1, "name": "n", "iloPassword": "SECRET-i", "a": [{"localPasswd": "SECRET-j"}]}"#;
        fs::write(folder.join("near.json"), format!("{{\"{name}\": [{row}]}}")).unwrap();
        fs::write(folder.join(format!("{name}.json")), format!("{{\"response\": [{row}]}}")).unwrap();
        shell(folder, &format!("$L import p.lodestone near.json --keep-going; $L import p.lodestone {name}.json"));
        fs::remove_file(folder.join("near.json")).unwrap();
        fs::remove_file(folder.join(format!("{name}.json"))).unwrap();
    }
    back_up(&folder.join("p.lodestone"));
    fs::write(
        folder.join("twin.plan-text"),
        "lodestone-plan-text 1\ndivision {\"name\":\"e\",\"unmodelled\":{\"a\":{\"password\":\"SECRET-h\"}}}\n",
    )
    .unwrap();
    assert!(shell(folder, "$L import p.lodestone twin.plan-text").status.success());
    run(
        folder,
        "$L export p.lodestone --format plan-text -o out.txt && $L export p.lodestone --format traffic-ops -o out",
    );
    run(folder, "$L export p.lodestone --format snapshot --cdn c -o out.json");
    run(folder, "$L recover p.lodestone --json > recover.json; $L history p.lodestone --json > history.json");
    fs::remove_dir_all(folder.join("bodies")).unwrap();
    fs::remove_file(folder.join("twin.plan-text")).unwrap();
    let kept = fs::read_to_string(folder.join("p.plan-text")).unwrap();
    assert!(kept.contains("\"yes\""), "{kept}");
    assert_eq!(run(folder, "grep -rl SECRET- . || true"), "");
    let with_secure = run(folder, "grep -rl SECURE- . || true");
    assert!(with_secure.lines().all(|file| file.ends_with(".lodestone")), "{with_secure}");
    assert_eq!(with_secure.lines().count(), 2, "{with_secure}");
}

#[test]
fn control_and_bidi_characters_show_wherever_the_program_says_something() {
    let folder = temporary_folder();
    let folder = folder.path();
    run(folder, "$L new p.lodestone");
    let odd = "a\u{202e}b\u{1b}[31m\u{2066}";
    let output = add(folder, "p.lodestone", "a\\u202eb\\u001b[31m\\u2066");
    assert!(output.status.success(), "{}", said(&output));
    for line in [
        format!("$L import p.lodestone '{odd}.json'"),
        format!("$L import p.lodestone divisions.json --kind '{odd}'"),
        format!("$L '--{odd}'"),
        format!("$L export p.lodestone --format '{odd}'"),
        format!("$L history '{odd}'"),
        format!("$L '{odd}'"),
        "$L recover p.lodestone --json".to_owned(),
        format!(
            "mv divisions.json '{odd}.json'; $L import p.lodestone '{odd}.json' --dry-run --json; $L new q.lodestone > /dev/null; $L diff q.lodestone p.lodestone --json; $L diff q.lodestone p.lodestone"
        ),
    ] {
        let said = said(&shell(folder, &line));
        let is_odd = |character: char| character != '\n' && lodestone::model::is_deceptive(character);
        assert!(!said.contains(is_odd), "{line}: {said:?}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn files_that_are_made_to_fill_the_memory_or_to_take_for_ever_are_refused() {
    let folder = temporary_folder();
    let folder = folder.path();
    run(folder, "$L new p.lodestone");
    let body = |row: &str, times: usize| format!("{{\"response\": [{}]}}", vec![row; times].join(","));
    let zeros = vec!["0"; 3_000_000].join(",");
    let numbered = |text: &dyn Fn(usize) -> String, times: usize| {
        let rows: Vec<String> = (0..times).map(text).collect();
        format!("{{\"response\": [{}]}}", rows.join(","))
    };
    for (name, content) in [
        ("divisions.json", body("{}", 3_000_000)),
        ("servers.json", body("{}", 100_000)),
        ("origins.json", body("{}", 3_000_000)),
        ("deliveryserviceserver.json", body("{}", 3_000_000)),
        ("statuses.json", body("7", 3_000_000)),
        ("regions.json", numbered(&|at| format!("{{\"name\":\"{at}\"}}"), 600_000)),
        (
            "snapshot.json",
            format!("{{\"config\": {{}}, \"stats\": {{\"CDN_name\": \"c\"}}, \"contentServers\": [{zeros}]}}"),
        ),
        ("nested.json", format!("{{\"response\": [{{\"name\": \"a\", \"x\": [{zeros}]}}]}}")),
        ("many.plan-text", format!("lodestone-plan-text 1\n{}", "x\n".repeat(3_000_000))),
    ] {
        fs::write(folder.join(name), &content).unwrap();
        let (most, status) = peak_memory(folder, &["import", "p.lodestone", name, "--dry-run"]);
        let allowed = 100_000 + content.len() as u64 * 10 / 1_000;
        assert_eq!(status.code(), Some(1), "{name}");
        let most = most.unwrap_or_default() >> 10;
        assert!(most < allowed, "{name}: {most} kB where {allowed} are allowed");
        fs::remove_file(folder.join(name)).unwrap();
    }
    // The same again and again: each is told, or kept, in a time that grows with their number.
    for name in ["origins", "divisions", "servers", "parameters", "asns", "staticdnsentries", "profileparameters"] {
        let row = r#"{"name": "a", "hostName": "a", "cdn": "c", "asn": 7, "cachegroup": "g", "profile": "p", "parameter": 3,
            "configFile": "f", "value": "v", "host": "h", "deliveryservice": "d", "type": "A_RECORD", "address": "192.0.2.1"}"#;
        fs::write(folder.join(format!("{name}.json")), body(row, 40_000)).unwrap();
        let begun = Instant::now();
        shell(folder, &format!("$L import p.lodestone {name}.json --dry-run --keep-going > /dev/null 2>&1"));
        assert!(begun.elapsed() < PATIENCE, "{name}: {:?}", begun.elapsed());
        fs::remove_file(folder.join(format!("{name}.json"))).unwrap();
    }
}
